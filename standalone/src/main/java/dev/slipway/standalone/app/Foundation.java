package dev.slipway.standalone.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What must be in the API before anybody can use it: definitions, roles, namespace, storage class and the first account. */
final class Foundation {
    /** The file that says which build laid it last. */
    private static final String MARK = "foundation";

    private final DataDirectory data;
    private final Clients clients;
    private final boolean laid;

    private Foundation(DataDirectory data, Clients clients, boolean laid) {
        this.data = data;
        this.clients = clients;
        this.laid = laid;
    }

    static Foundation in(DataDirectory data, Clients clients) throws IOException {
        Path mark = data.resolve(MARK);
        boolean laid = Files.exists(mark) && build().equals(Optional.of(Files.readString(mark)));
        return new Foundation(data, clients, laid);
    }

    /** Whether an earlier start of this very build laid it, so that looking after it once more can wait until users are served. */
    boolean isLaid() {
        return laid;
    }

    /** Lays what is missing, or is not of this build. */
    void lay() throws IOException, InterruptedException {
        try (KubernetesClient host = clients.as(Identity.HOST)) {
            new Definitions(host).apply();
            new FirstObjects(host).make();
            FirstAccount.make(data, host);
        }
        Optional<String> build = build();
        if (!laid && build.isPresent()) {
            data.writeSecret(MARK, build.get());
        }
    }

    /** What tells this build from others; empty where it was not packed into a file. */
    private static Optional<String> build() throws IOException {
        try {
            Path jar = Path.of(Foundation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            BasicFileAttributes file = Files.readAttributes(jar, BasicFileAttributes.class);
            return file.isRegularFile()
                    ? Optional.of("%s %d %s%n".formatted(jar.getFileName(), file.size(), file.lastModifiedTime()))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            throw new IOException("where this build is cannot be told", e);
        }
    }
}
