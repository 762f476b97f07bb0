package dev.slipway.operator.export;

/**
 * Where the export proxy is reached from outside.
 *
 * @param host host, and port if it is not 443
 * @param certificate PEM of who has signed what is shown there; empty where clients know that themselves
 */
public record ExportFront(String host, String certificate) {}
