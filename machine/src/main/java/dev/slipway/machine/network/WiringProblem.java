package dev.slipway.machine.network;

/** Why the interfaces of a guest cannot be wired. */
public sealed interface WiringProblem {
    /** Returns the stable code. */
    String code();

    /** Returns what happened, what it means and what to do, in one sentence. */
    String message();

    /** An interface without a network of the same name. */
    record NetworkMissing(String name) implements WiringProblem {
        @Override
        public String code() {
            return "NETWORK_MISSING";
        }

        @Override
        public String message() {
            return "Interface '%s' has no network of that name, so it cannot be connected: add it to spec.networks."
                    .formatted(name);
        }
    }

    /** A Pod device that is not there. */
    record DeviceMissing(String name, String device) implements WiringProblem {
        @Override
        public String code() {
            return "POD_DEVICE_MISSING";
        }

        @Override
        public String message() {
            return ("Interface '%s' needs the device '%s', which the Pod does not have: its network plugin did not make it;"
                            + " look at the Pod's events.")
                    .formatted(name, device);
        }
    }

    /** A Pod device without an IPv4 address where one is needed. */
    record AddressMissing(String name, String device) implements WiringProblem {
        @Override
        public String code() {
            return "POD_ADDRESS_MISSING";
        }

        @Override
        public String message() {
            return ("Interface '%s' shares the address of the device '%s', which has no IPv4 address:"
                            + " use the bridge binding or a network plugin that gives addresses.")
                    .formatted(name, device);
        }
    }

    /** A binding that this node cannot do. */
    record BindingUnsupported(String name, String binding) implements WiringProblem {
        @Override
        public String code() {
            return "BINDING_UNSUPPORTED";
        }

        @Override
        public String message() {
            return "Interface '%s' asks for the binding '%s', which this version cannot do: use masquerade or bridge."
                    .formatted(name, binding);
        }
    }

    /** A secondary network where the Pod has no namespace of its own. */
    record NamespaceMissing(String name) implements WiringProblem {
        @Override
        public String code() {
            return "POD_NAMESPACE_MISSING";
        }

        @Override
        public String message() {
            return ("Interface '%s' joins a secondary network, which needs a network namespace for the Pod:"
                            + " run Slipway as root, or use the Pod network only.")
                    .formatted(name);
        }
    }

    /** A network address that is none. */
    record CidrInvalid(String name, String value) implements WiringProblem {
        @Override
        public String code() {
            return "NETWORK_CIDR_INVALID";
        }

        @Override
        public String message() {
            return ("Network '%s' has vmNetworkCIDR '%s', which is not an IPv4 network with room for a gateway and a guest:"
                            + " write it like 10.0.2.0/24.")
                    .formatted(name, value);
        }
    }

    /** Carries a problem out of a decision. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient WiringProblem problem;

        public Refused(WiringProblem problem) {
            super(problem.message());
            this.problem = problem;
        }

        /** Returns what is wrong. */
        public WiringProblem problem() {
            return problem;
        }
    }
}
