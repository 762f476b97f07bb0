package dev.slipway.standalone.apiserver.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.Write;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServicePlaceTest {
    @TempDir
    Path folder;

    private ObjectStore store;
    private ServicePlace places;

    @BeforeEach
    void open() throws Exception {
        store = ObjectStore.open(folder.resolve("state.db"));
        places = new ServicePlace(store);
        put("services", "hook", "spec: {selector: {app: hook}, ports: [{port: 443, targetPort: https}]}");
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void ready_pod_answers_at_the_port_of_that_name() throws Exception {
        put("pods", "other", pod("other", "10.0.0.1", "True"));
        put("pods", "starting", pod("hook", "10.0.0.2", "False"));
        put("pods", "ready", pod("hook", "10.0.0.3", "True"));

        assertThat(places.of("policy", "hook", 443)).isEqualTo(new InetSocketAddress("10.0.0.3", 9443));
    }

    @Test
    void endpoints_that_somebody_keeps_come_first() throws Exception {
        put("pods", "ready", pod("hook", "10.0.0.3", "True"));
        put("endpoints", "hook", "subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 8443}]}]");

        assertThat(places.of("policy", "hook", 443)).isEqualTo(new InetSocketAddress("192.0.2.1", 8443));
    }

    @Test
    void what_is_missing_is_named() {
        assertThatThrownBy(() -> places.of("policy", "nothing", 443)).hasMessage("service \"nothing\" not found");
        assertThatThrownBy(() -> places.of("policy", "hook", 80))
                .hasMessage("no service port 80 found for service \"hook\"");
        assertThatThrownBy(() -> places.of("policy", "hook", 443))
                .hasMessage("no endpoints available for service \"hook\"");
    }

    private static String pod(String app, String ip, String ready) {
        return """
            metadata: {labels: {app: %s}}
            spec: {containers: [{name: hook, ports: [{name: https, containerPort: 9443}]}]}
            status: {podIP: %s, conditions: [{type: Ready, status: "%s"}]}
            """.formatted(app, ip, ready);
    }

    private void put(String resource, String name, String yaml) throws Exception {
        ObjectNode object = (ObjectNode) new YAMLMapper().readTree(yaml);
        object.withObjectProperty("metadata").put("name", name).put("namespace", "policy");
        store.write(
                new Write.Put(new ObjectKey(new GroupResource("", resource), "policy", name), Write.ABSENT, object));
    }
}
