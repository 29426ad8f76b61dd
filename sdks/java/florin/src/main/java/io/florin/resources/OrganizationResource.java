// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.Invitation;
import io.florin.model.InvitationRequest;
import io.florin.model.ListInvitationsQuery;
import io.florin.model.ListMembersQuery;
import io.florin.model.Member;
import io.florin.model.MemberChange;
import io.florin.model.Organization;
import io.florin.model.OrganizationChange;

/** {@code florin.organization()}: retrieve, update, listMembers, updateMember, removeMember, createInvitation, listInvitations, revokeInvitation. */
public final class OrganizationResource {
    private final Caller caller;

    /** A client makes it. */
    public OrganizationResource(Caller caller) {
        this.caller = caller;
    }

    /** Retrieve the organization. Returns the organization that your account belongs to. */
    public Organization retrieve() {
        return retrieve(RequestOptions.DEFAULT);
    }

    /** Retrieve the organization. Returns the organization that your account belongs to. */
    public Organization retrieve(RequestOptions options) {
        return caller.call(Operations.RETRIEVE_ORGANIZATION, null, null, options, Organization::new);
    }

    /** Name the organization. Gives the organization another name. */
    public Organization update(OrganizationChange body) {
        return update(body, RequestOptions.DEFAULT);
    }

    /** Name the organization. Gives the organization another name. */
    public Organization update(OrganizationChange body, RequestOptions options) {
        return caller.call(Operations.UPDATE_ORGANIZATION, null, body, options, Organization::new);
    }

    /** List members. Lists the people of the organization, those who joined last before the others. */
    public Page<Member> listMembers() {
        return listMembers(RequestOptions.DEFAULT);
    }

    /** List members. Lists the people of the organization, those who joined last before the others. */
    public Page<Member> listMembers(RequestOptions options) {
        return caller.list(Operations.LIST_MEMBERS, null, null, options, Member::new);
    }

    /** List members. Lists the people of the organization, those who joined last before the others. */
    public Page<Member> listMembers(ListMembersQuery query) {
        return listMembers(query, RequestOptions.DEFAULT);
    }

    /** List members. Lists the people of the organization, those who joined last before the others. */
    public Page<Member> listMembers(ListMembersQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_MEMBERS, null, query, options, Member::new);
    }

    /**
     * Change a member’s role. Gives a member another role: none above your own, and none to a member whose role is
     * above your own. The last owner stays one. A key has the role {@code admin} here.
     */
    public Member updateMember(String id, MemberChange body) {
        return updateMember(id, body, RequestOptions.DEFAULT);
    }

    /**
     * Change a member’s role. Gives a member another role: none above your own, and none to a member whose role is
     * above your own. The last owner stays one. A key has the role {@code admin} here.
     */
    public Member updateMember(String id, MemberChange body, RequestOptions options) {
        return caller.call(Operations.UPDATE_MEMBER, id, body, options, Member::new);
    }

    /** Remove a member. Removes the person from the organization. The last owner cannot be removed. */
    public void removeMember(String id) {
        removeMember(id, RequestOptions.DEFAULT);
    }

    /** Remove a member. Removes the person from the organization. The last owner cannot be removed. */
    public void removeMember(String id, RequestOptions options) {
        caller.run(Operations.REMOVE_MEMBER, id, null, options);
    }

    /**
     * Invite somebody. Invites whoever has the address, by mail. The link works once, for seven days, and for that
     * address only. A second invitation to the same address ends the first. One address gets five mails an hour at
     * most; the link in the answer works without one.
     */
    public Invitation createInvitation(InvitationRequest body) {
        return createInvitation(body, RequestOptions.DEFAULT);
    }

    /**
     * Invite somebody. Invites whoever has the address, by mail. The link works once, for seven days, and for that
     * address only. A second invitation to the same address ends the first. One address gets five mails an hour at
     * most; the link in the answer works without one.
     */
    public Invitation createInvitation(InvitationRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_INVITATION, null, body, options, Invitation::new);
    }

    /** List invitations. Lists the invitations, the newest first. They are kept until 30 days after they expired. */
    public Page<Invitation> listInvitations() {
        return listInvitations(RequestOptions.DEFAULT);
    }

    /** List invitations. Lists the invitations, the newest first. They are kept until 30 days after they expired. */
    public Page<Invitation> listInvitations(RequestOptions options) {
        return caller.list(Operations.LIST_INVITATIONS, null, null, options, Invitation::new);
    }

    /** List invitations. Lists the invitations, the newest first. They are kept until 30 days after they expired. */
    public Page<Invitation> listInvitations(ListInvitationsQuery query) {
        return listInvitations(query, RequestOptions.DEFAULT);
    }

    /** List invitations. Lists the invitations, the newest first. They are kept until 30 days after they expired. */
    public Page<Invitation> listInvitations(ListInvitationsQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_INVITATIONS, null, query, options, Invitation::new);
    }

    /** Revoke an invitation. Ends an open invitation: its link no longer works. */
    public Invitation revokeInvitation(String id) {
        return revokeInvitation(id, RequestOptions.DEFAULT);
    }

    /** Revoke an invitation. Ends an open invitation: its link no longer works. */
    public Invitation revokeInvitation(String id, RequestOptions options) {
        return caller.call(Operations.REVOKE_INVITATION, id, null, options, Invitation::new);
    }
}
