package dev.slipway.portal.nodes;

import dev.slipway.portal.machines.MachineRow;

/** What running machines hold of a node: how many they are, their processors, and their memory in bytes. */
record NodeLoad(int machines, long cpus, long memory) {
    static final NodeLoad NONE = new NodeLoad(0, 0, 0);

    static NodeLoad of(MachineRow machine) {
        return new NodeLoad(1, machine.cpus(), machine.memoryBytes());
    }

    NodeLoad plus(NodeLoad other) {
        return new NodeLoad(machines + other.machines, cpus + other.cpus, memory + other.memory);
    }
}
