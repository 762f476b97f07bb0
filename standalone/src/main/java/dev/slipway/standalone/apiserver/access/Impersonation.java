package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Attributes.Target;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.status.Problem;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lets a caller act as another, header by header, where it holds the right {@code impersonate}. */
final class Impersonation {
    private static final String EXTRA = "impersonate-extra-";
    private static final String AUTHENTICATION_GROUP = "authentication.k8s.io";

    private final Authorizer authorizer;

    Impersonation(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    Caller apply(Caller caller, MultiMap headers) {
        String user = text(headers.get("Impersonate-User"));
        String uid = text(headers.get("Impersonate-Uid"));
        List<String> groups = headers.getAll("Impersonate-Group");
        Map<String, List<String>> extra = extra(headers);
        if (user.isEmpty()) {
            if (!uid.isEmpty() || !groups.isEmpty() || !extra.isEmpty()) {
                throw Problem.badRequest(
                                "The request has Impersonate-Group, -Uid or -Extra headers but no Impersonate-User: name the user too.")
                        .exception();
            }
            return caller;
        }
        Optional<ServiceAccountName> account = ServiceAccountName.ofUser(user);
        check(
                caller,
                account.map(name -> target("", "serviceaccounts", "", name.namespace(), name.name()))
                        .orElseGet(() -> target("", "users", "", "", user)));
        groups.forEach(group -> check(caller, target("", "groups", "", "", group)));
        extra.forEach((key, values) ->
                values.forEach(value -> check(caller, target(AUTHENTICATION_GROUP, "userextras", key, "", value))));
        if (!uid.isEmpty()) {
            check(caller, target(AUTHENTICATION_GROUP, "uids", "", "", uid));
        }
        return new Caller(user, uid, groups(user, groups, account), extra);
    }

    private static List<String> groups(String user, List<String> asked, Optional<ServiceAccountName> account) {
        List<String> groups = new ArrayList<>(asked);
        if (asked.isEmpty()) {
            account.ifPresent(name -> groups.addAll(name.groups()));
        }
        String basic = user.equals(Caller.ANONYMOUS.name()) ? "system:unauthenticated" : "system:authenticated";
        if (!groups.contains("system:authenticated") && !groups.contains("system:unauthenticated")) {
            groups.add(basic);
        }
        return groups;
    }

    private static Map<String, List<String>> extra(MultiMap headers) {
        Map<String, List<String>> extra = new TreeMap<>();
        for (String name : headers.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(EXTRA)) {
                String key =
                        URLDecoder.decode(lower.substring(EXTRA.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
                extra.put(key, List.copyOf(headers.getAll(name)));
            }
        }
        return extra;
    }

    private static Target.Resource target(
            String group, String resource, String subresource, String namespace, String name) {
        return new Target.Resource(group, "v1", resource, subresource, namespace, name);
    }

    private void check(Caller caller, Target target) {
        Attributes attributes = new Attributes(caller, "impersonate", target);
        switch (authorizer.authorize(attributes)) {
            case Authorizer.Decision.Allowed allowed -> {}
            case Authorizer.Decision.Denied(String reason) ->
                throw Refusal.of(attributes, reason).exception();
        }
    }

    private static String text(@Nullable String header) {
        return header == null ? "" : header;
    }
}
