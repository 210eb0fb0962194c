using MultifdBench.Core;

namespace MultifdBench.Simulation.Migrations;

/// <summary>From the names of columns and options to what the simulator knows of a method.</summary>
public static class SimulatedMethods
{
    /// <summary>The method of a row or a request.</summary>
    /// <param name="forms">What the methods' definitions say.</param>
    /// <param name="method">QEMU's <c>multifd-compression</c>.</param>
    /// <param name="accel">As in column <c>accel</c>.</param>
    /// <param name="path"><c>software</c> or <c>hardware</c>.</param>
    /// <param name="huffman"><c>fixed</c>, <c>dynamic</c>, <c>canned</c> or empty.</param>
    /// <param name="level">Compression level; 1 and null are the level without a number in the scenario's codec key.</param>
    /// <param name="streams">Independent streams of a packet.</param>
    /// <exception cref="UsageException">The simulator does not know the combination.</exception>
    public static SimulatedMethod Of(SimulatedForms forms, string method, string accel, string path, string huffman,
        int? level, int? streams)
    {
        SimulatedForm form = forms.Get(method, accel, path);
        string variant = form.Variant switch
        {
            CostVariant.Level => level is null or 1 ? "" : Invariant.Text($"-{level}"),
            CostVariant.Huffman => huffman is "" or "fixed" ? "" : "-" + huffman,
            _ => "",
        };
        return new SimulatedMethod(
            Key(form.Codec), form.WorkPlace, Key(form.SoftwareCodec), form.HasStreams ? Math.Max(1, streams ?? 1) : 1,
            form.MakesTables && huffman == "dynamic")
        {
            Device = form.Device,
            Instead = form.Instead,
            IsPageByPage = form.IsPageByPage,
        };

        string? Key(string? codec) => codec is null ? null : codec + variant;
    }
}
