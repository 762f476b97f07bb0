package dev.slipway.operator.datasource;

import dev.slipway.operator.reconcile.ObjectKey;

/** Why a DataSource leads to no disk; the reasons are those of CDI. */
public sealed interface DataSourceProblem {
    /** Returns the reason in the condition. */
    String reason();

    /** Returns one sentence: what happened, what it means, what to do. */
    String message();

    /** The DataSource does not exist. */
    record Missing(ObjectKey key) implements DataSourceProblem {
        @Override
        public String reason() {
            return "NotFound";
        }

        @Override
        public String message() {
            return "DataSource " + key + " does not exist; create it, or name one that exists.";
        }
    }

    /** The DataSource names no source. */
    record SourceMissing(ObjectKey key) implements DataSourceProblem {
        @Override
        public String reason() {
            return "NoSource";
        }

        @Override
        public String message() {
            return "DataSource " + key + " names no source; give the claim that holds the disk in spec.source.pvc.";
        }
    }

    /** The DataSource points to itself. */
    record SelfReference(ObjectKey key) implements DataSourceProblem {
        @Override
        public String reason() {
            return "SelfReference";
        }

        @Override
        public String message() {
            return "spec.source.dataSource of DataSource " + key
                    + " names the DataSource itself; name another one, or a claim in spec.source.pvc.";
        }
    }

    /** The DataSource points to one that points on. */
    record TooDeep(ObjectKey key) implements DataSourceProblem {
        @Override
        public String reason() {
            return "MaxReferenceDepthReached";
        }

        @Override
        public String message() {
            return "spec.source.dataSource names DataSource " + key
                    + ", which itself only points to another; name the last one, which has a spec.source.pvc.";
        }
    }

    /** The DataSource points to one of another namespace. */
    record CrossNamespace(ObjectKey key) implements DataSourceProblem {
        @Override
        public String reason() {
            return "CrossNamespaceReference";
        }

        @Override
        public String message() {
            return "spec.source.dataSource names DataSource " + key
                    + " of another namespace, which is not allowed; name one of this namespace, or a claim in spec.source.pvc.";
        }
    }
}
