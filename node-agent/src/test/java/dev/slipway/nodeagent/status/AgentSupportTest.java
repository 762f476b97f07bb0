package dev.slipway.nodeagent.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.nodeagent.launcher.GuestFacts;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AgentSupportTest {
    private static final VirtualMachineInstanceSpec PLAIN = spec("[]");
    private static final VirtualMachineInstanceSpec KEYS = spec("""
            [{sshPublicKey: {source: {secret: {secretName: k}},
              propagationMethod: {qemuGuestAgent: {users: [a]}}}}]""");
    private static final VirtualMachineInstanceSpec PASSWORD = spec("""
            [{userPassword: {source: {secret: {secretName: p}}, propagationMethod: {qemuGuestAgent: {}}}}]""");
    private static final VirtualMachineInstanceSpec KEYS_BY_CLOUD_INIT = spec("""
            [{sshPublicKey: {source: {secret: {secretName: k}}, propagationMethod: {noCloud: {}}}}]""");

    @Test
    void an_agent_needs_the_basic_commands_and_may_run_them() {
        assertThat(reason(PLAIN, agent("7.2", List.of(AgentSupport.BASIC)))).isEmpty();
        assertThat(reason(PLAIN, agent("7.2", List.of(List.of("guest-ping")))))
                .isEqualTo("This guest agent doesn't support required basic commands");
        Map<String, Boolean> switchedOff =
                new TreeMap<>(agent("7.2", List.of(AgentSupport.BASIC)).commands());
        switchedOff.put("guest-get-users", false);
        assertThat(AgentSupport.of(PLAIN, guest(Optional.of("7.2"), switchedOff)))
                .isInstanceOfSatisfying(
                        AgentSupport.Lacking.class,
                        lacking -> assertThat(lacking.message())
                                .contains("guest-get-users")
                                .doesNotContain("guest-get-fsinfo"));
    }

    @Test
    void keys_through_the_agent_need_its_commands_for_keys_or_those_for_files() {
        assertThat(reason(KEYS, agent("7.2", List.of(AgentSupport.BASIC))))
                .isEqualTo("This guest agent doesn't support required public key commands");
        assertThat(reason(KEYS, agent("7.2", List.of(AgentSupport.BASIC, AgentSupport.KEYS))))
                .isEmpty();
        assertThat(reason(KEYS, agent("7.2", List.of(AgentSupport.BASIC, AgentSupport.KEYS_BY_FILES))))
                .isEmpty();
        assertThat(reason(KEYS_BY_CLOUD_INIT, agent("7.2", List.of(AgentSupport.BASIC))))
                .isEmpty();
    }

    @Test
    void passwords_through_the_agent_need_its_command() {
        assertThat(reason(PASSWORD, agent("7.2", List.of(AgentSupport.BASIC))))
                .isEqualTo("This guest agent doesn't support required password commands");
        assertThat(reason(PASSWORD, agent("7.2", List.of(AgentSupport.BASIC, AgentSupport.PASSWORDS))))
                .isEmpty();
    }

    @Test
    void an_agent_that_lists_no_commands_goes_by_its_version_once_it_has_told_it() {
        assertThat(AgentSupport.of(PLAIN, guest(Optional.empty(), Map.of()))).isEqualTo(new AgentSupport.Unknown());
        assertThat(reason(PLAIN, agent("2.12.0", List.of()))).isEmpty();
        assertThat(reason(PLAIN, agent("1.7", List.of()))).isEqualTo("Guest agent version '1.7' is not supported");
    }

    private static String reason(VirtualMachineInstanceSpec spec, GuestFacts guest) {
        return AgentSupport.of(spec, guest) instanceof AgentSupport.Lacking lacking ? lacking.reason() : "";
    }

    private static GuestFacts agent(String version, List<List<String>> commands) {
        Map<String, Boolean> enabled = new TreeMap<>();
        commands.stream().flatMap(List::stream).forEach(command -> enabled.put(command, true));
        return guest(Optional.of(version), enabled);
    }

    private static GuestFacts guest(Optional<String> version, Map<String, Boolean> commands) {
        MissingNode none = MissingNode.getInstance();
        return new GuestFacts(
                true, version, commands, Optional.empty(), Optional.empty(), none, List.of(), none, none, false);
    }

    private static VirtualMachineInstanceSpec spec(String credentials) {
        return new KubernetesSerialization()
                .unmarshal(
                        "domain: {devices: {}}\naccessCredentials: " + credentials, VirtualMachineInstanceSpec.class);
    }
}
