package dev.slipway.standalone.apiserver.aggregate;

import java.nio.file.Path;

/**
 * What this server proves itself with to others that it hands callers on to; all files are PEM.
 *
 * @param certificate its certificate as a client
 * @param key its private key
 * @param authority who signed the certificate, and nothing else
 * @param name common name in the certificate
 */
public record FrontProxy(Path certificate, Path key, Path authority, String name) {}
