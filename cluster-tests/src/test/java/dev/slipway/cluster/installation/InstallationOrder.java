package dev.slipway.cluster.installation;

/** When the tests of an installation run: after those of bare Kubernetes, which see no webhooks and definitions of Slipway. */
final class InstallationOrder {
    static final int LAST = Integer.MAX_VALUE - 1;

    /** After all of them: what they left behind. */
    static final int AFTERWARDS = Integer.MAX_VALUE;

    private InstallationOrder() {}
}
