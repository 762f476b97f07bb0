package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.OneOf;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CDISpec} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CDISpec(
        @Nullable CDICertConfig certConfig,
        @OneOf({"copy", "snapshot", "csi-clone"}) @Nullable String cloneStrategyOverride,
        @Nullable CDIConfigSpec config,
        @Nullable CustomizeComponents customizeComponents,

        @OneOf({"Always", "IfNotPresent", "Never"}) @Nullable
        String imagePullPolicy,

        @Nullable ComponentConfig infra,
        @Nullable String priorityClass,

        @OneOf({"RemoveWorkloads", "BlockUninstallIfWorkloadsExist"}) @Nullable
        String uninstallStrategy,

        @Nullable NodePlacement workload,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CDISpecBuilder.With {}
