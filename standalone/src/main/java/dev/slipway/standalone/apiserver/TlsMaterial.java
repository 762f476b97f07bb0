package dev.slipway.standalone.apiserver;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the server needs to speak TLS; all files are PEM.
 *
 * @param certificate the chain, the server's own certificate first
 * @param key its private key
 * @param clientAuthority who signs client certificates; absent: none are asked for
 */
public record TlsMaterial(Path certificate, Path key, Optional<Path> clientAuthority) {}
