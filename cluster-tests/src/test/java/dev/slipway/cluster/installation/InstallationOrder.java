package dev.slipway.cluster.installation;

/** When the tests of an installation, or of parts of one, run: after those of bare Kubernetes, which see no webhooks and definitions of Slipway. */
public final class InstallationOrder {
    public static final int LAST = Integer.MAX_VALUE - 1;

    /** After all of them: what they left behind. */
    static final int AFTERWARDS = Integer.MAX_VALUE;

    private InstallationOrder() {}
}
