package dev.slipway.machine.qemu;

/**
 * A UEFI firmware image and the template of its variables, both raw flash images.
 *
 * @param code path of the code image, e.g. {@code /usr/share/OVMF/OVMF_CODE_4M.fd}
 * @param variables path of the variable template that belongs to it, e.g. {@code /usr/share/OVMF/OVMF_VARS_4M.fd}
 */
public record OvmfFirmware(String code, String variables) {}
