package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.request.Caller;
import java.util.TreeMap;

/** Shows a caller as {@code authentication.k8s.io/v1 UserInfo}. */
final class UserInfo {
    private UserInfo() {}

    static ObjectNode of(Caller caller) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("username", caller.name());
        if (!caller.uid().isEmpty()) {
            node.put("uid", caller.uid());
        }
        caller.groups().forEach(node.withArrayProperty("groups")::add);
        new TreeMap<>(caller.extra())
                .forEach((key, values) ->
                        values.forEach(node.withObjectProperty("extra").withArrayProperty(key)::add));
        return node;
    }
}
