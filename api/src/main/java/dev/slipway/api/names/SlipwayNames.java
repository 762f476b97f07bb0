package dev.slipway.api.names;

/** Labels, annotations and fixed names in the group slipway.dev. */
public final class SlipwayNames {
    /** Node annotation: base URL of the node-agent's relay. */
    public static final String NODE_AGENT = "slipway.dev/node-agent";

    /**
     * DNS name in the certificate of every node-agent, by which callers know it: its address changes with its Pod. It is
     * not resolved.
     */
    public static final String NODE_AGENT_NAME = "node-agent.slipway.svc";

    /** Pod annotation on importer Pods: the progress file as JSON. */
    public static final String PROGRESS = "slipway.dev/progress";

    /** Namespace of Slipway's own objects. */
    public static final String NAMESPACE = "slipway";

    /** Name of the Secret that holds the key for console tickets, under {@link #TICKET_KEY}. */
    public static final String TICKET_SECRET = "console-tickets";

    /** Entry in the Secrets {@link #TICKET_SECRET} and {@link #SESSION_SECRET}: 32 random bytes. */
    public static final String TICKET_KEY = "key";

    /** Name of the Secret that holds the key of the portal's sessions, under {@link #TICKET_KEY}. */
    public static final String SESSION_SECRET = "portal-sessions";

    /** Name of the ConfigMap with the portal's sessions that were ended before their time. */
    public static final String SIGNED_OUT = "portal-signed-out";

    /** Name of the Secret with user and password of the account that a new installation on a cluster brings along. */
    public static final String FIRST_ACCOUNT = "portal-first-account";

    /** Namespace of the portal's own accounts, apart from the keys of Slipway's parts. */
    public static final String ACCOUNTS_NAMESPACE = "slipway-accounts";

    /** Namespace of the keys of migrations under way, the only Secrets that node-agents may ask the API for. */
    public static final String MIGRATIONS_NAMESPACE = "slipway-migrations";

    /** Label of Secrets that hold a local account of the portal. */
    public static final String ACCOUNT = "slipway.dev/account";

    /** Label of the DataSource and the DataVolume of an image; value {@code true}. */
    public static final String IMAGE = "slipway.dev/image";

    /**
     * Annotation on DataVolumes, and on virtual machines and pools that bring some along: the namespaces, apart by commas, that their
     * writer was allowed to clone disks from. Set by admission alone.
     */
    public static final String CLONE_SOURCES = "slipway.dev/clone-source-namespaces";

    /** VMI annotation: the accelerator that really runs the guest, {@code kvm} or {@code tcg}. */
    public static final String ACCELERATOR = "slipway.dev/accelerator";

    /** Annotation on VirtualMachineRestores of clones: a JSON list of JSON patches of the machine that is made. */
    public static final String RESTORE_PATCHES = "slipway.dev/restore-patches";

    /** VMI annotation: how far its migration is, as JSON. */
    public static final String MIGRATION_PROGRESS = "slipway.dev/migration-progress";

    private SlipwayNames() {}

    /**
     * Returns the name of the Secret in {@link #MIGRATIONS_NAMESPACE} with the keys of a migration: {@code ca.crt}, and {@code server.crt}, {@code server.key},
     * {@code client.crt} and {@code client.key} of its two ends.
     */
    public static String migrationSecret(String migrationUid) {
        return "migration-tls-" + migrationUid;
    }

    /** Returns the DNS name in the certificate of the receiving end of a migration. It is not resolved. */
    public static String migrationServer(String migrationUid) {
        return migrationUid + ".migration.slipway.svc";
    }
}
