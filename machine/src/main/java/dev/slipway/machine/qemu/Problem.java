package dev.slipway.machine.qemu;

import dev.slipway.machine.cloudinit.SeedProblem;

/** Why a guest cannot be translated into a QEMU command. */
public sealed interface Problem {
    /** Returns the stable code, in capitals. */
    String code();

    /** Returns one sentence: what is wrong, what it means, what to do. */
    String sentence();

    /**
     * A field asks for what Slipway does not do yet.
     *
     * @param field path of the field
     * @param value what it says
     * @param wayOut what to do instead
     */
    record NotSupported(String field, String value, String wayOut) implements Problem {
        @Override
        public String code() {
            return "FIELD_NOT_SUPPORTED";
        }

        @Override
        public String sentence() {
            return field + " is " + value + ", which Slipway cannot do; " + wayOut + ".";
        }
    }

    /**
     * A field has a value that makes no sense.
     *
     * @param field path of the field
     * @param value what it says
     * @param wanted what it may say
     */
    record Invalid(String field, String value, String wanted) implements Problem {
        @Override
        public String code() {
            return "FIELD_INVALID";
        }

        @Override
        public String sentence() {
            return field + " is \"" + value + "\"; set it to " + wanted + ".";
        }
    }

    /**
     * A field that the guest cannot do without is absent.
     *
     * @param field path of the field
     * @param wanted what it may say
     */
    record Missing(String field, String wanted) implements Problem {
        @Override
        public String code() {
            return "FIELD_MISSING";
        }

        @Override
        public String sentence() {
            return field + " is not set; set it to " + wanted + ".";
        }
    }

    /** The node lacks what the guest needs. */
    record HostLacks(String field, String what, String wayOut) implements Problem {
        @Override
        public String code() {
            return "HOST_LACKS";
        }

        @Override
        public String sentence() {
            return field + " needs " + what + ", which this node does not have; " + wayOut + ".";
        }
    }

    /** The launcher's Pod does not have a volume. */
    record VolumeAbsent(String volume) implements Problem {
        @Override
        public String code() {
            return "VOLUME_ABSENT";
        }

        @Override
        public String sentence() {
            return "Volume \"" + volume
                    + "\" is not in the launcher's Pod, so the guest cannot have its disk; check that its claim or image exists and is bound.";
        }
    }

    /** The node-agent has not wired an interface. */
    record NicNotWired(String name) implements Problem {
        @Override
        public String code() {
            return "INTERFACE_NOT_WIRED";
        }

        @Override
        public String sentence() {
            return "Interface \"" + name
                    + "\" has no host side on this node; check that its network exists and was attached to the Pod.";
        }
    }

    /** Two devices want one place on the PCI bus. */
    record PciConflict(String field, String address, String wayOut) implements Problem {
        @Override
        public String code() {
            return "PCI_ADDRESS_TAKEN";
        }

        @Override
        public String sentence() {
            return field + " asks for PCI address " + address + ", which this machine cannot give; " + wayOut + ".";
        }
    }

    /** The cloud-init seed cannot be made. */
    record CloudInit(SeedProblem cause) implements Problem {
        @Override
        public String code() {
            return cause.code();
        }

        @Override
        public String sentence() {
            return cause.sentence();
        }
    }
}
