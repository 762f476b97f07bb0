package dev.slipway.standalone.apiserver.contract;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Gives each test a {@link Cluster}: the server of the suite, with a fresh namespace of its own. A test that the server is
 * known not to pass is reported as skipped with the reason, and as failed once it passes.
 */
public final class ContractServer implements ExecutionCondition, ParameterResolver, InvocationInterceptor {
    static final Namespace SUITE = Namespace.create(ContractServer.class);

    private final ServerUnderTest server;
    private final Map<String, String> differences;

    public ContractServer() {
        server = ServiceLoader.load(ServerUnderTest.class).findFirst().orElseGet(EmbeddedServer::new);
        differences = server.differences();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return server.hindrance()
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("the server can be started"));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Started started =
                context.getRoot().getStore(SUITE).computeIfAbsent(Started.class, _ -> start(context), Started.class);
        return context.getStore(SUITE)
                .computeIfAbsent(
                        Cluster.class,
                        _ -> Cluster.in(started, () -> restart(started, context), freshName()),
                        Cluster.class);
    }

    private static String freshName() {
        return "contract-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private void restart(Started started, ExtensionContext context) {
        try {
            server.restart(context);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("the server is ready again")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> started.client().get("/readyz").code() == 200);
    }

    private Started start(ExtensionContext context) {
        try {
            Path kubeconfig = server.kubeconfig(context);
            Config config = Config.fromKubeconfig(kubeconfig.toFile());
            ApiClient client = ApiClient.of(config);
            Widgets.define(client);
            return new Started(client, config, kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context)
            throws Throwable {
        String name = test.getTargetClass().getSimpleName() + "."
                + test.getExecutable().getName();
        Optional<String> reason = Optional.ofNullable(differences.get(name));
        if (reason.isEmpty()) {
            invocation.proceed();
            return;
        }
        try {
            invocation.proceed();
        } catch (AssertionError | ConditionTimeoutException e) {
            throw new TestAbortedException("SKIPPED: known difference: " + reason.get(), e);
        }
        throw new AssertionError(
                name + " passes: its line in the list of known differences is out of date, remove it.");
    }

    /** The server that all tests share. */
    record Started(ApiClient client, Config config, Path kubeconfig) implements AutoCloseable {
        @Override
        public void close() {
            // A server that somebody else runs is left as it was found.
            Widgets.remove(client);
            client.close();
        }
    }
}
