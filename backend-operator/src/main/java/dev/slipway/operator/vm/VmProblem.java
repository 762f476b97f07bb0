package dev.slipway.operator.vm;

/** Why a virtual machine is not brought to its wanted state. */
sealed interface VmProblem {
    /** Returns the reason in condition and event, KubeVirt's where it has one. */
    String reason();

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

    /** The virtual machine leaves its size to an instance type. */
    record InstancetypeNotExpanded(String name) implements VmProblem {
        @Override
        public String reason() {
            return "FailedFindInstancetype";
        }

        @Override
        public String message() {
            return "spec.instancetype names \"" + name
                    + "\", but this version of Slipway does not read instance types; "
                    + "write cpu and memory into spec.template.spec.domain.";
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
            return "FailedDataVolumeCreate";
        }

        @Override
        public String message() {
            return "DataVolume \"" + name + "\" of spec.dataVolumeTemplates exists already and does not belong to this "
                    + "virtual machine; give the template another name, or use the DataVolume as a volume without a template.";
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
}
