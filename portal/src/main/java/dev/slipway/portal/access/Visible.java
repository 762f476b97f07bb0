package dev.slipway.portal.access;

import java.util.Set;

/** The namespaces whose objects a user may see. */
public sealed interface Visible {
    /** Returns whether the user may see objects of a namespace. */
    boolean in(String namespace);

    /** Returns whether the user may see objects of any namespace. */
    boolean anywhere();

    /** Returns whether the user may see objects of a project, or of any if it is empty. */
    default boolean sees(String project) {
        return project.isEmpty() ? anywhere() : in(project);
    }

    /** Every namespace. */
    record Everything() implements Visible {
        @Override
        public boolean in(String namespace) {
            return true;
        }

        @Override
        public boolean anywhere() {
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

        @Override
        public boolean anywhere() {
            return !namespaces.isEmpty();
        }
    }
}
