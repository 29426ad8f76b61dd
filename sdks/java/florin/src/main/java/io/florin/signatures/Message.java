package io.florin.signatures;

import io.florin.internal.Answer;
import io.florin.internal.Bytes;
import io.florin.internal.Request;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP message signatures (RFC 9421): what is signed of a request and, where there is one, of its answer. */
record Message(Request request, Answer answer) {
    private static final String NAME = "[a-z*][a-z0-9_.*-]*";
    private static final Pattern COMPONENT = Pattern.compile("\"([^\"]+)\"(;req)?");
    /** A comma between quotes parts nothing. */
    private static final Pattern PART = Pattern.compile("(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\",])+");

    private static final Pattern MEMBER = Pattern.compile("\\s*(" + NAME + ")=(.*?)\\s*", Pattern.DOTALL);
    static final Pattern PARAMETER =
            Pattern.compile(";(" + NAME + ")=(?:\"((?:[^\"\\\\]|\\\\[\"\\\\])*)\"|(-?[0-9]{1,15}))");

    /** The value of {@code @signature-params}. Components are like {@code @method} and {@code content-digest;req}. */
    static String input(List<String> components, Map<String, Object> parameters) {
        StringBuilder input = new StringBuilder("(");
        input.append(
                String.join(" ", components.stream().map(Message::component).toList()));
        input.append(")");
        parameters.forEach((name, value) ->
                input.append(";").append(name).append("=").append(value instanceof Long ? value : quoted(value)));
        return input.toString();
    }

    private static String quoted(Object text) {
        return "\"" + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** A component as a signature writes it. */
    static String component(String name) {
        int mark = name.indexOf(';');
        return mark < 0 ? "\"" + name + "\"" : "\"" + name.substring(0, mark) + "\"" + name.substring(mark);
    }

    /** The signature base (section 2.5), or null where a component is not there. Components are as they are written. */
    byte[] base(List<String> components, String input) {
        List<String> lines = new ArrayList<>();
        for (String component : components) {
            String value = value(component);
            if (value == null) return null;
            lines.add(component + ": " + value);
        }
        lines.add("\"@signature-params\": " + input);
        return Bytes.utf8(String.join("\n", lines));
    }

    private String value(String component) {
        Matcher parts = COMPONENT.matcher(component);
        if (!parts.matches()) return null;
        String name = parts.group(1);
        boolean marked = parts.group(2) != null;
        if (marked && answer == null) return null;
        boolean ofRequest = marked || answer == null;
        if (!name.startsWith("@")) {
            String value = (ofRequest ? request.headers() : answer.headers()).get(name);
            return value == null ? null : value.replace("\n", " ").strip();
        }
        if (name.equals("@status")) return ofRequest ? null : String.valueOf(answer.status());
        return ofRequest ? derived(name) : null;
    }

    /** What is derived from the request (section 2.2). */
    private String derived(String name) {
        URI url = URI.create(request.url());
        return switch (name) {
            case "@method" -> request.method();
            case "@target-uri" -> request.url();
            case "@authority" -> authority(url);
            case "@scheme" -> url.getScheme();
            case "@path" -> url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            case "@query" -> "?" + (url.getRawQuery() == null ? "" : url.getRawQuery());
            default -> null;
        };
    }

    private static String authority(URI url) {
        String authority = url.getRawAuthority().replaceFirst("^.*@", "").toLowerCase(Locale.ROOT);
        String usual = url.getScheme().equals("https") ? ":443" : ":80";
        return authority.endsWith(usual) ? authority.substring(0, authority.length() - usual.length()) : authority;
    }

    /** The members of a dictionary of structured fields (RFC 9651), each as it was written. */
    static Map<String, String> members(String field) {
        Map<String, String> members = new LinkedHashMap<>();
        Matcher parts = PART.matcher(field);
        while (parts.find()) {
            Matcher member = MEMBER.matcher(parts.group());
            if (member.matches()) members.put(member.group(1), member.group(2));
        }
        return members;
    }
}
