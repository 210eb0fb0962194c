using MultifdBench.Codecs.Lz4;
using MultifdBench.Methods.Options;

namespace MultifdBench.Methods.Lz4;

/// <summary>The options of method <c>lz4</c>.</summary>
public static class Lz4Options
{
    /// <summary>How much of the search for matches it leaves out.</summary>
    public static IntegerOption Acceleration { get; } = new(
        "multifd-lz4-acceleration", Lz4Codec.MinAcceleration, Lz4Codec.MaxAcceleration, 1, "1 is smallest, each step about 3 % faster")
    {
        Key = "acceleration",
        Column = IntegerOption.LevelColumn,
    };
}
