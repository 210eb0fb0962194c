using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

public sealed class ModelLabelTests
{
    [Fact]
    public void HostModel_IsNamedAlone_WhereNothingButTheLinkWasChanged()
    {
        Combination[] rows = [Of("spr-v4 network.bandwidth_gbps=25", 25), Of("spr-qat network.bandwidth_gbps=25", 25)];
        RowLabels labels = new(rows, BuiltIn.Methods.Looks);
        Assert.Equal(["none, model spr-v4", "none, model spr-qat"], rows.Select(labels.Series));
    }

    [Fact]
    public void OtherChanges_AreNamed()
    {
        Combination[] rows = [Of("spr-v4 iaa.devices=1", 25), Of("spr-v4 iaa.devices=4", 25)];
        RowLabels labels = new(rows, BuiltIn.Methods.Looks);
        Assert.Equal(["none, model spr-v4 iaa.devices=1", "none, model spr-v4 iaa.devices=4"], rows.Select(labels.Series));
    }

    private static Combination Of(string model, double link) =>
        Rows.Cell("none", 2, RunSource.Simulated) with { Model = model, LinkGbps = link };
}
