package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.request.Caller;

/** Whom a binding names. */
sealed interface Subject {
    boolean includes(Caller caller);

    record User(String name) implements Subject {
        @Override
        public boolean includes(Caller caller) {
            return name.equals("*") || caller.name().equals(name);
        }

        @Override
        public String toString() {
            return "User \"" + name + "\"";
        }
    }

    record Group(String name) implements Subject {
        @Override
        public boolean includes(Caller caller) {
            return caller.groups().contains(name);
        }

        @Override
        public String toString() {
            return "Group \"" + name + "\"";
        }
    }

    record Account(ServiceAccountName account) implements Subject {
        @Override
        public boolean includes(Caller caller) {
            return caller.name().equals(account.user());
        }

        @Override
        public String toString() {
            return "ServiceAccount \"%s/%s\"".formatted(account.name(), account.namespace());
        }
    }

    /** Reads a subject of a stored binding; an account without namespace is in the binding's. */
    static Subject of(JsonNode subject, String bindingNamespace) {
        String name = subject.path("name").asText();
        return switch (subject.path("kind").asText()) {
            case "Group" -> new Group(name);
            case "ServiceAccount" ->
                new Account(new ServiceAccountName(subject.path("namespace").asText(bindingNamespace), name));
            default -> new User(name);
        };
    }
}
