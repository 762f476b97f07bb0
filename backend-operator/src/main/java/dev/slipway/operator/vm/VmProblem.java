package dev.slipway.operator.vm;

/** Why a virtual machine is not brought to its wanted state. */
sealed interface VmProblem {
    /** Returns the reason in condition and event, KubeVirt's where it has one. */
    String reason();

    /** Returns the reason of the event, where that is another one. */
    default String eventReason() {
        return reason();
    }

    /** Returns one sentence: what happened, what it means, what to do. */
    String message();

    /** The strategy is none that is known. */
    record StrategyUnknown(String strategy) implements VmProblem {
        @Override
        public String reason() {
            return "RunStrategyUnknown";
        }

        @Override
        public String message() {
            return "spec.runStrategy is \"" + strategy + "\", so nothing is started or stopped; use Always, "
                    + "RerunOnFailure, Manual, Halted or Once.";
        }
    }

    /**
     * The instance type or the preference of the virtual machine is not there.
     *
     * @param message one sentence that names it
     */
    record SizeMissing(String reason, String message) implements VmProblem {}

    /** The instance type or the preference does not fit the virtual machine's template. */
    record SizeUnsuited(String cause) implements VmProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String message() {
            return "The virtual machine does not start, because its instance type or preference does not fit it: "
                    + cause;
        }
    }

    /** The API server refused to keep the instance type or the preference for the virtual machine. */
    record SizeRefused(String cause) implements VmProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String message() {
            return "The virtual machine does not start, because its instance type or preference could not be kept"
                    + " for it: " + cause;
        }
    }

    /** The API server refused another place for the running guest. */
    record PlaceRefused(String cause) implements VmProblem {
        @Override
        public String reason() {
            return "AffinityChangeError";
        }

        @Override
        public String message() {
            return "The running machine keeps its node selector, affinity and tolerations, because their change was"
                    + " refused: " + cause;
        }
    }

    /** Another place is asked for while the guest moves. */
    record PlaceWaits() implements VmProblem {
        @Override
        public String reason() {
            return "AffinityChangeError";
        }

        @Override
        public String message() {
            return "The running machine keeps its node selector and affinity until it has moved to its other node.";
        }
    }

    /** Other taints are to be tolerated while the guest moves. */
    record TolerationsWait() implements VmProblem {
        @Override
        public String reason() {
            return "TolerationsChangeError";
        }

        @Override
        public String message() {
            return "The running machine keeps its tolerations until it has moved to its other node.";
        }
    }

    /** The API server refused the instance. */
    record InstanceRefused(String cause) implements VmProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String message() {
            return "The virtual machine does not start, because its instance was refused: " + cause;
        }
    }

    /** An instance of this name belongs to something else. */
    record InstanceForeign(String name) implements VmProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String message() {
            return "The virtual machine does not start, because a VirtualMachineInstance \"" + name
                    + "\" exists that does not belong to it; delete or rename that one.";
        }
    }

    /** The API server refused that a volume comes or goes. */
    record HotplugRefused(String cause) implements VmProblem {
        @Override
        public String reason() {
            return "HotPlugVolumeError";
        }

        @Override
        public String message() {
            return "Volumes of the running machine stay as they are, because their change was refused: " + cause;
        }
    }

    /** The size of the running guest cannot change now. */
    record GrowthWaits(String reason, String message) implements VmProblem {}

    /** The API server refused that the running guest grows. */
    record GrowthRefused(String reason, String cause) implements VmProblem {
        @Override
        public String message() {
            return "The running machine keeps its size, because the change was refused: " + cause;
        }
    }

    /** The API server refused a DataVolume. */
    record DataVolumeRefused(String name, String cause) implements VmProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String eventReason() {
            return "FailedDataVolumeCreate";
        }

        @Override
        public String message() {
            return "DataVolume \"" + name + "\" of spec.dataVolumeTemplates was refused: " + cause;
        }
    }

    /** A DataVolume of this name belongs to something else. */
    record DataVolumeForeign(String name) implements VmProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String eventReason() {
            return "FailedDataVolumeCreate";
        }

        @Override
        public String message() {
            return "DataVolume \"" + name + "\" of spec.dataVolumeTemplates exists already and does not belong to this"
                    + " virtual machine; give the template another name, or use the DataVolume"
                    + " as a volume without a template.";
        }
    }

    /** A DataVolume of a template failed for good. */
    record DataVolumeFailed(String name, String cause) implements VmProblem {
        @Override
        public String reason() {
            return "FailedDataVolumeImport";
        }

        @Override
        public String message() {
            return "The virtual machine does not start, because DataVolume \"" + name + "\" failed: " + cause
                    + " Correct its source and delete the DataVolume; it is then made again.";
        }
    }

    /** A quota leaves no room for the DataVolume of a template. */
    record DataVolumeOverQuota(String name, String cause) implements VmProblem {
        @Override
        public String reason() {
            return "FailedCreate";
        }

        @Override
        public String eventReason() {
            return "FailedDataVolumeImport";
        }

        @Override
        public String message() {
            return "The virtual machine does not start, because a quota leaves no room for DataVolume \"" + name
                    + "\": " + cause;
        }
    }
}
