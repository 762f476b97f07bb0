package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A disk image that is looked for at its source again and again. */
@Group("cdi.kubevirt.io")
@Version("v1beta1")
@Kind("DataImportCron")
@Plural("dataimportcrons")
@Singular("dataimportcron")
@ShortNames({"dic", "dics"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class DataImportCron extends CustomResource<DataImportCronSpec, DataImportCronStatus>
        implements Namespaced {}
