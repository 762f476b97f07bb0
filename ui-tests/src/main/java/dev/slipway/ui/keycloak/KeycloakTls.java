package dev.slipway.ui.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.Authorities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

/** An authority made for one run, and the certificate that it gave Keycloak; made by openssl, as an admin makes them. */
record KeycloakTls(Path authority, Path certificate, Path key) {
    private static final String EC = "ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

    static KeycloakTls make(String host, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path authority = folder.resolve("authority.crt");
        Path authorityKey = folder.resolve("authority.key");
        Path request = folder.resolve("keycloak.csr");
        Path certificate = folder.resolve("keycloak.crt");
        Path key = folder.resolve("keycloak.key");
        Path extensions = folder.resolve("extensions");
        String name = Character.isDigit(host.charAt(0)) ? "IP:" + host : "DNS:" + host;
        Files.writeString(extensions, "extendedKeyUsage=serverAuth\nsubjectAltName=" + name + "\n", UTF_8);
        openssl("req -x509 -newkey " + EC + " -days 2 -subj /CN=authority-of-a-test -keyout " + authorityKey + " -out "
                + authority);
        openssl("req -newkey " + EC + " -subj /CN=keycloak -keyout " + key + " -out " + request);
        openssl("x509 -req -in " + request + " -CA " + authority + " -CAkey " + authorityKey
                + " -CAcreateserial -days 2 -extfile " + extensions + " -out " + certificate);
        return new KeycloakTls(authority, certificate, key);
    }

    /** Returns a context that trusts the authority alone. */
    SSLContext trust() throws IOException {
        try {
            return Authorities.trusting(authority);
        } catch (GeneralSecurityException e) {
            throw new IOException("the authority of the test", e);
        }
    }

    private static void openssl(String words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(words.split(" ", -1)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("openssl " + words + ": " + said);
        }
    }
}
