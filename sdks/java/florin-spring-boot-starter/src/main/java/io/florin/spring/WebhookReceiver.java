package io.florin.spring;

import io.florin.VerificationException;
import io.florin.model.Event;
import io.florin.webhooks.Webhooks;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Receives deliveries: 204 when each handler has returned, 400 where a delivery is not genuine. It verifies the bytes that came. */
final class WebhookReceiver {
    private static final System.Logger LOGGER = System.getLogger("io.florin");
    private static final int BODY_MAX = 1024 * 1024;

    private final Webhooks webhooks;
    private final WebhookHandlers handlers;

    WebhookReceiver(Webhooks webhooks, WebhookHandlers handlers) {
        this.webhooks = webhooks;
        this.handlers = handlers;
    }

    ServerResponse receive(ServerRequest delivery) throws Exception {
        HttpServletRequest request = delivery.servletRequest();
        // Anyone may post here, so no more is read than a delivery can have.
        byte[] body = request.getInputStream().readNBytes(BODY_MAX + 1);
        if (body.length > BODY_MAX)
            return ServerResponse.status(HttpStatus.CONTENT_TOO_LARGE).build();
        Event event;
        try {
            event = webhooks.verify(body, (String name) -> request.getHeader(name));
        } catch (VerificationException refused) {
            LOGGER.log(System.Logger.Level.WARNING, "A delivery was refused. {0}", refused.getMessage());
            return ServerResponse.badRequest().body(refused.reason());
        }
        handlers.handle(event);
        return ServerResponse.noContent().build();
    }
}
