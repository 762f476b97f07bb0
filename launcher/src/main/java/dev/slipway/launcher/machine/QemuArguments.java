package dev.slipway.launcher.machine;

import dev.slipway.launcher.lifecycle.LaunchPlan;
import java.util.ArrayList;
import java.util.List;

/** The command line of QEMU: the plan's arguments among the launcher's own. Source: QEMU 7.2, {@code qemu-options.hx}. */
final class QemuArguments {
    static final String MONITOR_SOCKET = "qmp.sock";
    static final String SERIAL_SOCKET = "qemu-serial.sock";
    static final String AGENT_SOCKET = "qemu-agent.sock";
    /** QEMU listens there itself: whoever has open files for it sends them with a command, which the launcher's own socket cannot. */
    static final String FILES_SOCKET = "qemu-files.sock";

    static final String VNC_SOCKET = "qemu-vnc.sock";

    /** Character device of the agent's line. */
    static final String AGENT_DEVICE = "agent0";

    private static final String SERIAL_DEVICE = "serial0";

    private QemuArguments() {}

    /** Returns program and arguments; socket names are relative to the run directory, QEMU's working directory. */
    static List<String> of(LaunchPlan plan) {
        List<String> command = new ArrayList<>();
        if (!plan.environment().isEmpty()) {
            command.add("env");
            plan.environment().forEach((name, value) -> command.add(name + "=" + value));
        }
        command.add(plan.binary());
        // before the plan's own arguments, whose devices refer to them
        if (plan.serial()) {
            command.addAll(characterDevice(SERIAL_DEVICE, SERIAL_SOCKET));
        }
        if (plan.agent()) {
            command.addAll(characterDevice(AGENT_DEVICE, AGENT_SOCKET));
        }
        command.addAll(plan.arguments());
        command.addAll(characterDevice("monitor0", MONITOR_SOCKET));
        command.addAll(List.of("-mon", "chardev=monitor0,mode=control"));
        command.addAll(List.of("-chardev", "socket,id=files0,path=" + FILES_SOCKET + ",server=on,wait=off"));
        command.addAll(List.of("-mon", "chardev=files0,mode=control"));
        // force-shared: a viewer that asks for the screen alone must not throw out the others
        command.addAll(
                plan.vnc()
                        ? List.of("-vnc", "unix:" + VNC_SOCKET + ",share=force-shared")
                        : List.of("-display", "none"));
        if (plan.incoming().isPresent()) {
            command.addAll(List.of("-incoming", "defer"));
        }
        command.addAll(List.of("-pidfile", "qemu.pid", "-S"));
        return command;
    }

    private static List<String> characterDevice(String id, String socket) {
        return List.of("-chardev", "socket,id=" + id + ",path=" + socket + ",server=off");
    }
}
