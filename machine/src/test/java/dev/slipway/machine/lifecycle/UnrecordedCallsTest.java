package dev.slipway.machine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.slipway.api.kubevirt.RestartOptions;
import dev.slipway.api.kubevirt.StartOptions;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules of KubeVirt v1.9.0's calls that none of its recorded answers shows; each was read in its handlers. */
class UnrecordedCallsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void machine_whose_volumes_are_half_moved_is_not_started() throws IOException {
        assertThat(start("{conditions: [{type: ManualRecoveryRequired, status: 'True'}]}"))
                .contains("VM recovery required");
        assertThat(start("{conditions: [{type: ManualRecoveryRequired, status: 'False'}]}"))
                .isEqualTo("accepted");
    }

    @Test
    void machine_whose_volumes_are_being_moved_is_not_restarted() throws IOException {
        assertThat(restart("{conditions: [{type: VolumesChange, status: 'True'}]}", "{}"))
                .contains("409")
                .contains("VM recovery required");
        assertThat(restart("{}", "{}")).isEqualTo("accepted");
    }

    @Test
    void grace_of_a_restart_cannot_be_negative() throws IOException {
        assertThat(restart("{}", "{gracePeriodSeconds: -1}"))
                .isEqualTo("400 gracePeriod has to be greater or equal to 0");
    }

    @Test
    void absent_serial_line_is_told_before_the_failure_of_the_guest() throws IOException {
        String failed = "{phase: Failed}";
        assertThat(asked(GuestAction.CONSOLE, "{domain: {devices: {autoattachSerialConsole: false}}}", failed))
                .isEqualTo("400 No serial consoles are present.");
        assertThat(asked(GuestAction.CONSOLE, "{domain: {devices: {}}}", failed))
                .contains("409");
    }

    @Test
    void probe_that_would_kill_a_paused_guest_is_told_before_the_pause() throws IOException {
        String paused = "{phase: Running, conditions: [{type: Paused, status: 'True'}]}";
        String probed = "{domain: {devices: {}}, livenessProbe: {tcpSocket: {port: 22}}}";
        assertThat(asked(GuestAction.PAUSE, probed, paused)).contains("403");
        assertThat(asked(GuestAction.PAUSE, "{domain: {devices: {}}}", paused)).contains("409");
    }

    @Test
    void usb_devices_are_lent_to_running_guests_of_architectures_that_have_usb() throws IOException {
        String spec = "{architecture: %s, domain: {devices: {clientPassthrough: {}}}}";
        assertThat(asked(GuestAction.USB_REDIRECTION, spec.formatted("s390x"), "{phase: Running}"))
                .contains("409")
                .endsWith("No USB support on s390x");
        assertThat(asked(GuestAction.USB_REDIRECTION, spec.formatted("amd64"), "{phase: Scheduled}"))
                .isEqualTo("400 VMI is not running");
        assertThat(asked(GuestAction.USB_REDIRECTION, spec.formatted("amd64"), "{phase: Running}"))
                .isEqualTo("accepted");
    }

    @Test
    void checkpoint_is_told_again_to_a_guest_that_has_a_node() throws IOException {
        String status = "{phase: %s, changedBlockTracking: {state: Enabled}}";
        String spec = "{domain: {devices: {}}}";
        assertThat(asked(GuestAction.REDEFINE_CHECKPOINT, spec, status.formatted("Scheduled")))
                .isEqualTo("accepted");
        assertThat(asked(GuestAction.REDEFINE_CHECKPOINT, spec, status.formatted("Succeeded")))
                .startsWith("400 Unable to connect to VirtualMachineInstance");
    }

    @Test
    void guest_that_is_being_saved_stays_paused() throws IOException {
        VirtualMachine saved = machine("{snapshotInProgress: s}");
        assertThat(told(GuestAction.UNPAUSE.refusal(saved))).contains("409").contains("virtualmachine.kubevirt.io");
        assertThat(told(GuestAction.PAUSE.refusal(saved))).isEqualTo("accepted");
        assertThat(told(GuestAction.UNPAUSE.refusal(machine("{}")))).isEqualTo("accepted");
    }

    private static String start(String status) throws IOException {
        return told(PowerAction.start(machine(status), Optional.empty(), YAML.readValue("{}", StartOptions.class)));
    }

    private static String restart(String status, String options) throws IOException {
        return told(PowerAction.restart(
                machine(status),
                Optional.of(instance("{domain: {devices: {}}}", "{phase: Running}")),
                YAML.readValue(options, RestartOptions.class)));
    }

    private static String asked(GuestAction action, String spec, String status) throws IOException {
        return told(action.refusal(instance(spec, status)));
    }

    private static VirtualMachine machine(String status) throws IOException {
        return YAML.readValue(
                "{metadata: {name: vm}, spec: {runStrategy: Manual}, status: %s}".formatted(status),
                VirtualMachine.class);
    }

    private static VirtualMachineInstance instance(String spec, String status) throws IOException {
        return YAML.readValue(
                "{metadata: {name: vm, uid: u}, spec: %s, status: %s}".formatted(spec, status),
                VirtualMachineInstance.class);
    }

    private static String told(PowerDecision decision) {
        return told(
                decision instanceof PowerDecision.Refused(Refusal refusal) ? Optional.of(refusal) : Optional.empty());
    }

    private static String told(Optional<Refusal> refusal) {
        return refusal.map(why -> why.code() + " " + why.message()).orElse("accepted");
    }
}
