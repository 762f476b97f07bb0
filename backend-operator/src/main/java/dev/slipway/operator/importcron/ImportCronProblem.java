package dev.slipway.operator.importcron;

import dev.slipway.operator.reconcile.ObjectKey;

/** Why a DataImportCron does not do what it is to do. */
sealed interface ImportCronProblem {
    /** Returns the reason in condition and event. */
    String reason();

    /** Returns one sentence: what happened, what it means, what to do. */
    String message();

    /** Another DataImportCron keeps the DataSource. */
    record AlreadyManaged(String dataSource, String cron) implements ImportCronProblem {
        @Override
        public String reason() {
            return "ErrDataSourceAlreadyManaged";
        }

        @Override
        public String message() {
            return "DataSource " + dataSource + " is already managed by DataImportCron " + cron
                    + ", so nothing is imported; name another one in spec.managedDataSource of a new DataImportCron.";
        }
    }

    /** The DataSource is somebody's own. */
    record NotManaged(ObjectKey dataSource) implements ImportCronProblem {
        @Override
        public String reason() {
            return "ErrDataSourceNotManaged";
        }

        @Override
        public String message() {
            return "DataSource " + dataSource
                    + " was not made by a DataImportCron, so it is left as it is; delete it, or name"
                    + " another one in spec.managedDataSource of a new DataImportCron.";
        }
    }

    /** The source is none that can be looked at. */
    record SourceUnsupported(String field, String wayOut) implements ImportCronProblem {
        @Override
        public String reason() {
            return "SourceNotSupported";
        }

        @Override
        public String message() {
            return field + " cannot be looked at, so nothing is imported; " + wayOut + ".";
        }
    }

    /** The claim of another namespace may not be read. */
    record NotAuthorized(ObjectKey claim) implements ImportCronProblem {
        @Override
        public String reason() {
            return "NotAuthorized";
        }

        @Override
        public String message() {
            return "Claim " + claim + " is of another namespace, from which a DataImportCron does not clone; make the"
                    + " DataImportCron in namespace " + claim.namespace() + ".";
        }
    }

    /** The claim that is cloned is not there. */
    record ClaimMissing(ObjectKey claim) implements ImportCronProblem {
        @Override
        public String reason() {
            return "ErrSourceNotFound";
        }

        @Override
        public String message() {
            return "Claim " + claim
                    + " in spec.template.spec.source.pvc does not exist; it is looked for again by schedule.";
        }
    }

    /** The Pod that looks at the source was refused. */
    record PollerRefused(String cause) implements ImportCronProblem {
        @Override
        public String reason() {
            return "ErrPodNotCreated";
        }

        @Override
        public String message() {
            return "The Pod that looks at the source was refused: " + cause;
        }
    }

    /** The source could not be looked at. */
    record PollFailed(String reason, String message) implements ImportCronProblem {}
}
