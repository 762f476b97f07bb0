package dev.slipway.standalone.app;

import dev.slipway.api.schema.KubernetesTypes;
import dev.slipway.operator.cluster.InstancePatches;
import dev.slipway.standalone.apiserver.ApiServer;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry of standalone: checks the machine, starts API server and parts, then the portal, and ends all in order. */
@QuarkusMain
public final class Standalone {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    /** Less than {@code ./slipway down} waits. */
    private static final long END_SECONDS = 20;

    private static final CountDownLatch ENDED = new CountDownLatch(1);

    private Standalone() {}

    public static void main(String... arguments) {
        // Vert.x carries keys from PEM files to TLS in key stores in memory; what protects those in files only costs
        // time here.
        System.setProperty("keystore.pkcs12.keyPbeIterationCount", "1");
        Notice notice = Notice.fromEnvironment();
        Runtime.getRuntime().addShutdownHook(new Thread(Standalone::awaitEnd, "await-end"));
        try {
            run(Settings.parse(List.of(arguments), Path.of("/var/lib/slipway")), notice);
        } catch (Settings.Unusable e) {
            fail(notice, String.valueOf(e.getMessage()));
        } catch (IOException | TimeoutException | RuntimeException e) {
            LOG.error("standalone did not start", e);
            fail(notice, "Slipway did not start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ENDED.countDown();
        }
    }

    /** After a signal the JVM would be gone before the parts are closed: the portal lets go of it first. */
    private static void awaitEnd() {
        try {
            if (!ENDED.await(END_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The parts did not end within " + END_SECONDS + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String why(FileSystemException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it is a file";
            default -> Optional.ofNullable(e.getReason()).orElse(e.getClass().getSimpleName());
        };
    }

    private static void fail(Notice notice, String sentence) {
        notice.say(sentence);
        ENDED.countDown();
        System.exit(1);
    }

    private static void run(Settings settings, Notice notice)
            throws IOException, InterruptedException, TimeoutException {
        Optional<DataDirectory> taken;
        try {
            taken = DataDirectory.take(settings.data());
        } catch (FileSystemException e) {
            fail(
                    notice,
                    "The data directory " + settings.data() + " cannot be used, because " + e.getFile() + " cannot be"
                            + " written (" + why(e) + "). Give another directory with --data.");
            return;
        }
        if (taken.isEmpty()) {
            fail(
                    notice,
                    "The data directory " + settings.data() + " is in use by another Slipway."
                            + " Stop that one (./slipway down --data " + settings.data()
                            + "), or give another with --data.");
            return;
        }
        try (DataDirectory data = taken.get()) {
            // Native libraries are unpacked there; in the common place a killed process would leave them behind.
            System.setProperty("java.io.tmpdir", data.resolve("tmp").toString());
            // Before the first file that takes space.
            Host host = Host.look(settings);
            List<String> problems = host.problems(settings);
            if (!problems.isEmpty()) {
                fail(notice, String.join("\n", problems));
                return;
            }
            SqliteLibrary.from(data);
            serve(settings, data, host, notice);
        }
    }

    private static void serve(Settings settings, DataDirectory data, Host host, Notice notice)
            throws IOException, InterruptedException, TimeoutException {
        Startup startup = new Startup();
        var types = startup.beginWork("types", KubernetesTypes::all); // the API server wants them soon
        String version = version();
        Certificates certificates = Certificates.in(data);
        Certificates.Pem certificate = certificates.leaf("server", "slipway", List.of(), addresses(settings));
        Kubeconfigs kubeconfigs = Kubeconfigs.write(
                data, "https://" + settings.reachable() + ":" + settings.apiPort(), certificate.authority());
        Vertx vertx = ApiServer.eventLoops();
        Owned fronts = new Owned();
        Clients clients = fronts.keep(new Clients(kubeconfigs, certificates.emptyTrustStore()));
        NearAgents agents = new NearAgents();
        Consoles consoles = fronts.keep(Consoles.open(vertx, clients, certificates, agents));
        Uploads uploads = fronts.keep(Uploads.open(clients, data));
        MachineAdmission admission = new MachineAdmission();
        Exports exports = fronts.keep(Exports.open(clients, vertx));
        // The portal starts beside the API server, and waits for it before it asks for anything.
        var server = startup.begin("api server", () -> {
            ApiServer started = ControlPlane.start(
                    settings,
                    data,
                    certificate,
                    kubeconfigs,
                    version,
                    vertx,
                    admission,
                    List.of(
                            consoles.subresources(vertx),
                            consoles.templates(vertx),
                            consoles.documents(vertx),
                            uploads.tokens(vertx),
                            exports.downloads()));
            clients.reach(started.listenInside());
            admission.instructs(new InstancePatches(fronts.keep(clients.as(Identity.OPERATOR))));
            return started;
        });
        server.exceptionally(failure -> {
            LOG.error("the API server did not start", failure);
            fail(notice, "Slipway did not start: " + failure.getMessage());
            return null;
        });
        Foundation foundation = Foundation.in(data, clients);
        var laid = foundation.isLaid()
                ? CompletableFuture.completedFuture(true)
                : startup.beginWork("foundation", () -> {
                    Startup.join(server);
                    foundation.lay();
                });
        PortalRoutes.serve(consoles, uploads);
        PortalAccess.through(server.thenApply(_ -> clients));
        configurePortal(settings, data, certificate, kubeconfigs);
        Parts.Plan plan = new Parts.Plan(settings, data, clients, certificates, host, agents, version);
        // The two processors of a small machine go to what the user waits for, and only then to what works behind it.
        Behind behind = new Behind(plan, foundation, startup);
        Running.when(() -> {
            startup.mark("portal");
            Startup.join(types);
            Startup.join(laid);
            Facts facts = new Facts(settings, Startup.join(server).address(), host.root(), version);
            facts.write(data, "starting");
            notice.ready();
            startup.mark("ready");
            behind.start(() -> facts.write(data, "running"));
        });
        try {
            Quarkus.run(Running.class, (code, failure) -> {
                if (failure != null) {
                    fail(notice, "Slipway did not start: " + failure.getMessage());
                }
            });
        } finally {
            behind.close();
            // Before the API server, whose event loops they use.
            fronts.close();
            Startup.join(server).close();
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

    private static String version() {
        return Optional.ofNullable(Standalone.class.getPackage().getImplementationVersion())
                .orElse("0.1.0");
    }
}
