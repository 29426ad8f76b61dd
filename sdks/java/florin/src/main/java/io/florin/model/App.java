// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An object of the API. */
public final class App extends FlorinObject {
    /** Reads what the API has sent. */
    public App(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    /** The same as {@code id}, by the name that OAuth has for it. */
    public String clientId() {
        return needed("client_id", Read::text);
    }

    /** On which it acts by its own credentials. */
    public String account() {
        return needed("account", Read::text);
    }

    public String name() {
        return needed("name", Read::text);
    }

    public List<String> redirectUris() {
        return needed("redirect_uris", Read.listOf(Read::text));
    }

    public List<String> postLogoutRedirectUris() {
        return needed("post_logout_redirect_uris", Read.listOf(Read::text));
    }

    public Optional<String> backchannelLogoutUri() {
        return optional("backchannel_logout_uri", Read::text);
    }

    public List<String> scopes() {
        return needed("scopes", Read.listOf(Read::text));
    }

    public List<String> grantTypes() {
        return needed("grant_types", Read.listOf(Read::text));
    }

    public String tokenEndpointAuthMethod() {
        return needed("token_endpoint_auth_method", Read::text);
    }

    public Optional<AppJwks> jwks() {
        return optional("jwks", AppJwks::new);
    }

    public Optional<String> jwksUri() {
        return optional("jwks_uri", Read::text);
    }

    public boolean fapi() {
        return needed("fapi", Read::bool);
    }

    public Optional<String> tlsClientAuthSubjectDn() {
        return optional("tls_client_auth_subject_dn", Read::text);
    }

    public Optional<String> tlsClientAuthSanDns() {
        return optional("tls_client_auth_san_dns", Read::text);
    }

    public Optional<String> tlsClientAuthSanUri() {
        return optional("tls_client_auth_san_uri", Read::text);
    }

    public Optional<String> tlsClientAuthSanIp() {
        return optional("tls_client_auth_san_ip", Read::text);
    }

    public Optional<String> tlsClientAuthSanEmail() {
        return optional("tls_client_auth_san_email", Read::text);
    }

    public boolean tlsClientCertificateBoundAccessTokens() {
        return needed("tls_client_certificate_bound_access_tokens", Read::bool);
    }

    public boolean dpopBound() {
        return needed("dpop_bound", Read::bool);
    }

    public boolean requirePkce() {
        return needed("require_pkce", Read::bool);
    }

    public boolean requireSignedRequestObject() {
        return needed("require_signed_request_object", Read::bool);
    }

    public Instant createdAt() {
        return needed("created_at", Read::time);
    }

    /** Shown only in the answer that creates the app or rolls its secret. */
    public Optional<String> clientSecret() {
        return optional("client_secret", Read::text);
    }

    /** True in the answer to a repeated request, which does not show the secret again. */
    public Optional<Boolean> secretAlreadyShown() {
        return optional("secret_already_shown", Read::bool);
    }
}
