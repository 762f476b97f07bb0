package dev.slipway.vncproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.slipway.vncproxy.relay.RelayIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate that signs itself, as PEM files: identity and authority of both ends of a test. */
public final class TestIdentity {
    private static final char[] PASSWORD = "password".toCharArray();

    private TestIdentity() {}

    /** Makes one in {@code directory}. */
    public static RelayIdentity make(Path directory, String name) throws IOException {
        Path store = directory.resolve(name + ".p12");
        try {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "x",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "san=dns:node-agent.slipway.svc",
                            "-validity",
                            "1",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            "password",
                            "-keystore",
                            store.toString())
                    .inheritIO()
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed");
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Path key = write(
                    directory.resolve(name + ".key"),
                    "PRIVATE KEY",
                    keys.getKey("x", PASSWORD).getEncoded());
            Path certificate = write(
                    directory.resolve(name + ".crt"),
                    "CERTIFICATE",
                    keys.getCertificate("x").getEncoded());
            return new RelayIdentity(certificate, key, certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Path write(Path file, String type, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type), US_ASCII);
    }
}
