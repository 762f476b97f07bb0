package dev.slipway.launcher.control;

/**
 * Who this launcher is.
 *
 * @param version of the launcher
 * @param name {@code namespace/name} of the instance
 * @param uid of the instance
 */
public record Identity(String version, String name, String uid) {}
