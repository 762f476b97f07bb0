package dev.slipway.nodeagent.cni;

import java.io.IOException;

/** Why a network was not attached. */
public sealed interface CniProblem {
    /** Returns the stable code. */
    String code();

    /** Returns what happened, what it means and what to do, in one sentence. */
    String message();

    /** The configuration is not one. */
    record ConfigurationInvalid(String network, String why) implements CniProblem {
        @Override
        public String code() {
            return "CNI_CONFIGURATION_INVALID";
        }

        @Override
        public String message() {
            return "The CNI configuration of network '%s' cannot be used: %s; correct the NetworkAttachmentDefinition."
                    .formatted(network, why);
        }
    }

    /** A plugin program is missing. */
    record PluginMissing(String network, String type) implements CniProblem {
        @Override
        public String code() {
            return "CNI_PLUGIN_MISSING";
        }

        @Override
        public String message() {
            return ("Network '%s' needs the CNI plugin '%s', which this node does not have:"
                            + " install it (Debian: package containernetworking-plugins).")
                    .formatted(network, type);
        }
    }

    /** A plugin said no. */
    record PluginFailed(String network, String type, String command, String why) implements CniProblem {
        @Override
        public String code() {
            return "CNI_PLUGIN_FAILED";
        }

        @Override
        public String message() {
            return "The CNI plugin '%s' failed to %s network '%s': %s."
                    .formatted(
                            type,
                            switch (command) {
                                case "ADD" -> "attach";
                                case "DEL" -> "detach";
                                default -> "check";
                            },
                            network,
                            why);
        }
    }

    /** A definition that a Pod names is missing. */
    record DefinitionMissing(String namespace, String name) implements CniProblem {
        @Override
        public String code() {
            return "NETWORK_ATTACHMENT_DEFINITION_MISSING";
        }

        @Override
        public String message() {
            return "The Pod joins the network '%s/%s', but there is no NetworkAttachmentDefinition of that name: create it."
                    .formatted(namespace, name);
        }
    }

    /** An annotation that cannot be read. */
    record SelectionInvalid(String why) implements CniProblem {
        @Override
        public String code() {
            return "NETWORK_SELECTION_INVALID";
        }

        @Override
        public String message() {
            return "The Pod's annotation %s cannot be read: %s.".formatted(NetworkSelection.ANNOTATION, why);
        }
    }

    /** Carries a problem out. */
    final class Failed extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient CniProblem problem;

        public Failed(CniProblem problem) {
            super(problem.message());
            this.problem = problem;
        }

        /** Returns what is wrong. */
        public CniProblem problem() {
            return problem;
        }
    }
}
