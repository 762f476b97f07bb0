package dev.slipway.portal.access;

import java.util.Set;

/** The namespaces whose objects a user may see. */
public sealed interface Visible {
    /** Returns whether the user may see objects of a namespace. */
    boolean in(String namespace);

    /** Every namespace. */
    record Everything() implements Visible {
        @Override
        public boolean in(String namespace) {
            return true;
        }
    }

    /** Some namespaces, perhaps none. */
    record Only(Set<String> namespaces) implements Visible {
        public Only {
            namespaces = Set.copyOf(namespaces);
        }

        @Override
        public boolean in(String namespace) {
            return namespaces.contains(namespace);
        }
    }
}
