package dev.slipway.api.plugin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** An extension of machines by hooks. */
@Group("plugin.kubevirt.io")
@Version("v1alpha1")
@Kind("Plugin")
@Plural("plugins")
@Singular("plugin")
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class Plugin extends CustomResource<PluginSpec, PluginStatus> {}
