package dev.slipway.standalone.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.portal.access.LocalAccounts;
import dev.slipway.standalone.apiserver.ApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry of standalone: checks the machine, starts API server and parts, then the portal, and ends all in order. */
@QuarkusMain
public final class Standalone {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    /** Without characters that look alike. */
    private static final String PASSWORD_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int PASSWORD_LENGTH = 14;

    private Standalone() {}

    public static void main(String... arguments) {
        Notice notice = Notice.fromEnvironment();
        try {
            run(Settings.parse(List.of(arguments), Path.of("/var/lib/slipway")), notice);
        } catch (Settings.Unusable e) {
            fail(notice, String.valueOf(e.getMessage()));
        } catch (IOException | TimeoutException | RuntimeException e) {
            LOG.error("standalone did not start", e);
            fail(notice, "Slipway did not start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void fail(Notice notice, String sentence) {
        notice.say(sentence);
        System.exit(1);
    }

    private static void run(Settings settings, Notice notice)
            throws IOException, InterruptedException, TimeoutException {
        Optional<DataDirectory> taken = DataDirectory.take(settings.data());
        if (taken.isEmpty()) {
            fail(
                    notice,
                    "The data directory " + settings.data() + " is in use by another Slipway."
                            + " Stop that one (./slipway down --data " + settings.data()
                            + "), or give another with --data.");
            return;
        }
        try (DataDirectory data = taken.get()) {
            Host host = Host.look(settings);
            List<String> problems = host.problems(settings);
            if (!problems.isEmpty()) {
                fail(notice, String.join("\n", problems));
                return;
            }
            serve(settings, data, host, notice);
        }
    }

    private static void serve(Settings settings, DataDirectory data, Host host, Notice notice)
            throws IOException, InterruptedException, TimeoutException {
        String version = version();
        Certificates certificates = Certificates.in(data);
        Certificates.Pem certificate = certificates.leaf("server", "slipway", List.of(), addresses(settings));
        Kubeconfigs kubeconfigs = Kubeconfigs.write(
                data, "https://" + reachable(settings) + ":" + settings.apiPort(), certificate.authority());
        Vertx vertx = ApiServer.eventLoops();
        try (Consoles consoles = Consoles.open(vertx, kubeconfigs, certificates);
                Uploads uploads = Uploads.open(kubeconfigs, data);
                ApiServer server = ControlPlane.start(
                        settings,
                        data,
                        certificate,
                        kubeconfigs,
                        version,
                        vertx,
                        List.of(consoles.subresources(vertx), uploads.tokens(vertx)),
                        List.of())) {
            PortalRoutes.serve(consoles, uploads);
            LocalImages images = LocalImages.prepare(data);
            Path qemu = host.qemu().orElseThrow();
            try (Parts parts = Parts.start(
                    new Parts.Plan(settings, data, kubeconfigs, certificates, host, qemu, images, version))) {
                LOG.debug("{} behind {}", parts, server.address());
                firstAccount(data, kubeconfigs);
                Thread training = Thread.ofPlatform()
                        .name("launcher-training")
                        .daemon()
                        .start(() -> {
                            images.trainLauncher(qemu);
                            images.trainImporter();
                        });
                configurePortal(settings, data, certificate, kubeconfigs);
                Running.when(() -> {
                    record(settings, data, server, host, version);
                    notice.ready();
                });
                Quarkus.run(Running.class, (code, failure) -> {
                    if (failure != null) {
                        fail(notice, "The portal did not start: " + failure.getMessage());
                    }
                });
                training.interrupt();
            }
        }
    }

    private static void configurePortal(
            Settings settings, DataDirectory data, Certificates.Pem certificate, Kubeconfigs kubeconfigs) {
        System.setProperty(
                "slipway.portal.kubeconfig", kubeconfigs.file(Identity.PORTAL).toString());
        System.setProperty("slipway.portal.data", data.path().toString());
        System.setProperty("quarkus.http.host", settings.address());
        if (settings.isLoopback()) {
            System.setProperty("quarkus.http.port", Integer.toString(settings.port()));
        } else {
            System.setProperty("quarkus.http.insecure-requests", "disabled");
            System.setProperty("quarkus.http.ssl-port", Integer.toString(settings.port()));
            System.setProperty(
                    "quarkus.http.ssl.certificate.files",
                    certificate.certificate().toString());
            System.setProperty(
                    "quarkus.http.ssl.certificate.key-files", certificate.key().toString());
        }
    }

    /** Makes the account {@code admin} at the first start; its password waits in a file for {@code ./slipway up}. */
    private static void firstAccount(DataDirectory data, Kubeconfigs kubeconfigs) throws IOException {
        Path made = data.resolve("first-account");
        if (Files.exists(made)) {
            return;
        }
        StringBuilder password = new StringBuilder();
        new SecureRandom()
                .ints(PASSWORD_LENGTH, 0, PASSWORD_LETTERS.length())
                .forEach(index -> password.append(PASSWORD_LETTERS.charAt(index)));
        try (KubernetesClient client = kubeconfigs.client(Identity.HOST)) {
            LocalAccounts.createOrReplace(client, Identity.ADMIN.user(), password.toString(), Identity.ADMIN.groups());
        }
        data.writeSecret("first-password", password + "\n");
        data.writeSecret("first-account", Identity.ADMIN.user() + "\n");
    }

    private static void record(Settings settings, DataDirectory data, ApiServer server, Host host, String version)
            throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("pid", ProcessHandle.current().pid());
        facts.put(
                "portal",
                (settings.isLoopback() ? "http://" : "https://") + reachable(settings) + ":" + settings.port());
        facts.put("api", server.address().toString());
        facts.put(
                "mode",
                host.root()
                        ? "root: every machine has its own network namespace"
                        : "user: machines use user-mode networking and are reached by the ports they name");
        facts.put("version", version);
        facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        data.writeSecret("standalone.json", new ObjectMapper().writeValueAsString(facts));
    }

    private static List<String> addresses(Settings settings) throws IOException {
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "kubernetes.default.svc"));
        if (!settings.isLoopback()) {
            names.add(InetAddress.getLocalHost().getHostName());
            if (settings.address().equals("0.0.0.0")) {
                for (var device : java.util.Collections.list(java.net.NetworkInterface.getNetworkInterfaces())) {
                    device.getInterfaceAddresses().stream()
                            .map(address -> address.getAddress())
                            .filter(java.net.Inet4Address.class::isInstance)
                            .map(InetAddress::getHostAddress)
                            .forEach(names::add);
                }
            } else {
                names.add(settings.address());
            }
        }
        return names.stream().distinct().toList();
    }

    private static String reachable(Settings settings) {
        return settings.address().equals("0.0.0.0") ? "127.0.0.1" : settings.address();
    }

    private static String version() {
        return Optional.ofNullable(Standalone.class.getPackage().getImplementationVersion())
                .orElse("0.1.0");
    }
}
