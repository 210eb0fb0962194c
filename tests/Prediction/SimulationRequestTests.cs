using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Tests.Prediction;

/// <summary>What a sweep makes of a request.</summary>
public class SimulationRequestTests
{
    private static readonly ModelFolder Models = ModelFolder.BesideProgram;

    private static SimulationRequest Request =>
        new(new RunSpec(), ParameterFile.Read(Models.FindHost("spr-v4")), ParameterFile.Read(Models.FindScenario("seed-idle")))
        {
            Catalog = BuiltIn.Methods,
        };

    [Theory]
    [InlineData("5000000000", 5_000_000_000)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void ASeed_IsAsLongAsTheOptionTakesIt(string text, long seed) =>
        Assert.Equal(seed, Request.With(new SweepChange("seed", text)).Spec.Seed);

    [Theory]
    [InlineData("seed", "9223372036854775808")]
    [InlineData("seed", "1.5")]
    [InlineData("multifd-channels", "5000000000")]
    public void WhatIsNoWholeNumberOfTheOptions_IsRefused(string key, string text)
    {
        UsageException refused = Assert.Throws<UsageException>(() => Request.With(new SweepChange(key, text)));
        Assert.Equal($"--sweep {key}={text} is no whole number; give whole numbers.", refused.Message);
    }
}
