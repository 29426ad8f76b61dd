package io.florin.spring;

import io.florin.model.Event;
import io.florin.webhooks.Webhooks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/** The methods with {@link FlorinWebhook} of all beans. They are looked for once, when all beans are there. */
final class WebhookHandlers implements SmartInitializingSingleton {
    private record Handler(Object bean, Method method, List<String> types) {
        boolean takes(Event event) {
            return method.getParameterTypes()[0].isInstance(event) && (types.isEmpty() || types.contains(event.type()));
        }
    }

    private final ConfigurableListableBeanFactory beans;
    private final List<Handler> handlers = new ArrayList<>();

    WebhookHandlers(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beans.getBeanDefinitionNames()) {
            Class<?> type = beans.getType(name, false);
            if (type == null) continue;
            Map<Method, FlorinWebhook> marked = MethodIntrospector.selectMethods(
                    ClassUtils.getUserClass(type), (MethodIntrospector.MetadataLookup<FlorinWebhook>)
                            method -> AnnotatedElementUtils.findMergedAnnotation(method, FlorinWebhook.class));
            marked.forEach((method, webhook) -> handlers.add(handler(name, method, webhook)));
        }
        if (!handlers.isEmpty() && beans.getBeanNamesForType(Webhooks.class).length == 0)
            throw new IllegalStateException(
                    "There are methods with @FlorinWebhook, and no delivery can be received: set florin.webhook-secret to the"
                            + " whsec_… of the endpoint.");
    }

    private Handler handler(String name, Method method, FlorinWebhook webhook) {
        Class<?>[] taken = method.getParameterTypes();
        if (taken.length != 1 || !Event.class.isAssignableFrom(taken[0]))
            throw new IllegalStateException(
                    "@FlorinWebhook " + method + " has to take one Event, or one class of events, and nothing else.");
        Object bean = beans.getBean(name);
        Method callable = AopUtils.selectInvocableMethod(method, bean.getClass());
        callable.setAccessible(true);
        return new Handler(bean, callable, List.of(webhook.value()));
    }

    /** Hands the event to each method that takes it. Throws what the first of them throws. */
    void handle(Event event) throws Exception {
        for (Handler handler : handlers) {
            if (!handler.takes(event)) continue;
            try {
                handler.method().invoke(handler.bean(), event);
            } catch (InvocationTargetException thrown) {
                if (thrown.getCause() instanceof Exception exception) throw exception;
                throw thrown;
            }
        }
    }
}
