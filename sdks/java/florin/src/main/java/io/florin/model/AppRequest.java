// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.ObjectBuilder;
import java.util.List;

/** An object of the API. */
public final class AppRequest extends FlorinObject {
    /** Reads what the API has sent. */
    public AppRequest(JsonNode json) {
        super(json);
    }

    /** Makes it, member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** What it will be. A member that is {@code null} is left out, or sent as {@code null} where the API takes that. */
    public static final class Builder extends ObjectBuilder {
        private Builder() {
            super("AppRequest", List.of("name"), List.of("backchannel_logout_uri", "jwks", "jwks_uri", "tls_client_auth_subject_dn", "tls_client_auth_san_dns", "tls_client_auth_san_uri", "tls_client_auth_san_ip", "tls_client_auth_san_email"));
        }

        /** People see it when they are asked for consent. */
        public Builder name(String name) {
            set("name", name);
            return this;
        }

        /** Where people are sent back to: https, or http on this machine. Compared character by character. */
        public Builder redirectUris(List<String> redirectUris) {
            set("redirect_uris", redirectUris);
            return this;
        }

        public Builder postLogoutRedirectUris(List<String> postLogoutRedirectUris) {
            set("post_logout_redirect_uris", postLogoutRedirectUris);
            return this;
        }

        public Builder backchannelLogoutUri(String backchannelLogoutUri) {
            set("backchannel_logout_uri", backchannelLogoutUri);
            return this;
        }

        /** What it may ask for at most. Left out, all that you may give to an app. */
        public Builder scopes(List<Scope> scopes) {
            set("scopes", scopes);
            return this;
        }

        public Builder grantTypes(List<AppGrantType> grantTypes) {
            set("grant_types", grantTypes);
            return this;
        }

        public Builder tokenEndpointAuthMethod(AppAuthMethod tokenEndpointAuthMethod) {
            set("token_endpoint_auth_method", tokenEndpointAuthMethod);
            return this;
        }

        public Builder jwks(AppJwks jwks) {
            set("jwks", jwks);
            return this;
        }

        public Builder jwksUri(String jwksUri) {
            set("jwks_uri", jwksUri);
            return this;
        }

        /** Keeps the app to the FAPI 2.0 Security Profile. */
        public Builder fapi(Boolean fapi) {
            set("fapi", fapi);
            return this;
        }

        /** {@code tls_client_auth} needs one of these five (RFC 8705). */
        public Builder tlsClientAuthSubjectDn(String tlsClientAuthSubjectDn) {
            set("tls_client_auth_subject_dn", tlsClientAuthSubjectDn);
            return this;
        }

        /** {@code tls_client_auth} needs one of these five (RFC 8705). */
        public Builder tlsClientAuthSanDns(String tlsClientAuthSanDns) {
            set("tls_client_auth_san_dns", tlsClientAuthSanDns);
            return this;
        }

        /** {@code tls_client_auth} needs one of these five (RFC 8705). */
        public Builder tlsClientAuthSanUri(String tlsClientAuthSanUri) {
            set("tls_client_auth_san_uri", tlsClientAuthSanUri);
            return this;
        }

        /** {@code tls_client_auth} needs one of these five (RFC 8705). */
        public Builder tlsClientAuthSanIp(String tlsClientAuthSanIp) {
            set("tls_client_auth_san_ip", tlsClientAuthSanIp);
            return this;
        }

        /** {@code tls_client_auth} needs one of these five (RFC 8705). */
        public Builder tlsClientAuthSanEmail(String tlsClientAuthSanEmail) {
            set("tls_client_auth_san_email", tlsClientAuthSanEmail);
            return this;
        }

        /** Binds all its tokens to its client certificate (RFC 8705). */
        public Builder tlsClientCertificateBoundAccessTokens(Boolean tlsClientCertificateBoundAccessTokens) {
            set("tls_client_certificate_bound_access_tokens", tlsClientCertificateBoundAccessTokens);
            return this;
        }

        /** Binds all its tokens to a key of its own (RFC 9449). */
        public Builder dpopBound(Boolean dpopBound) {
            set("dpop_bound", dpopBound);
            return this;
        }

        /**
         * True, unless you say otherwise for an app that proves itself and whose library knows no PKCE (RFC 7636).
         */
        public Builder requirePkce(Boolean requirePkce) {
            set("require_pkce", requirePkce);
            return this;
        }

        /**
         * Refuses authorization requests that are not signed by one of its keys (RFC 9101). It needs jwks or
         * jwks_uri.
         */
        public Builder requireSignedRequestObject(Boolean requireSignedRequestObject) {
            set("require_signed_request_object", requireSignedRequestObject);
            return this;
        }

        /** Throws {@code InputException} where a member is missing that the API needs. */
        public AppRequest build() {
            return new AppRequest(made());
        }
    }
}
