package dev.slipway.nodeagent.relay;

/** Finds the guests of this node. */
public interface Guests {
    /**
     * Returns the guest of an instance.
     *
     * @throws RelayProblem.Refused if there is no such instance here, or if it does not run
     */
    Guest of(String namespace, String name) throws RelayProblem.Refused;
}
