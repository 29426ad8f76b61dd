package io.florin.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that handles events of webhooks. It takes the event: an {@code Event}, or the class of those that it wants
 * ({@code PaymentEvent}). When it throws, Florin is answered with 500 and delivers again. A delivery may come more than once: remember
 * the {@code id()} of each event.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface FlorinWebhook {
    /** The types of events. Without any, all that the method can take. */
    String[] value() default {};
}
