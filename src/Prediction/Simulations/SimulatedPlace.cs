using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Prediction.Simulations;

/// <summary>Where a method's work is done, by its definition: what the planner finds out of this host, said of a modelled one.</summary>
/// <param name="Accel">Column <c>accel</c>.</param>
/// <param name="Form">The simulated form that is at work.</param>
internal sealed record SimulatedPlace(string Accel, SimulatedForm Form)
{
    /// <summary>Column <c>path</c> of work that the CPU does.</summary>
    public const string Software = "software";

    /// <summary>Column <c>path</c> of work that a device does.</summary>
    public const string Hardware = "hardware";

    /// <summary>Column <c>path</c>.</summary>
    public string Path => Form.IsDevice ? Hardware : Software;

    /// <summary>The place of a request on a host.</summary>
    /// <param name="method">The method.</param>
    /// <param name="asked">The accelerator asked for; the method has a rule for it.</param>
    /// <param name="onDevice">Whether the device was asked for, or refused; null where the host decides.</param>
    /// <param name="host">The host.</param>
    /// <returns>
    /// The first candidate that the host has; where it has none of them, the last one, so that what is missing is said of it. Null for a
    /// method without a form there.
    /// </returns>
    public static SimulatedPlace? Of(IMethodDefinition method, Accelerator asked, bool? onDevice, HostModel host)
    {
        SimulatedPlace[] places = [.. Candidates(method, asked).Where(place => onDevice is null || place.Form.IsDevice == onDevice)];
        return Array.Find(places, place => host.CanRun(place.Form)) ?? places.LastOrDefault();
    }

    /// <summary>The device that a request may use where a host has it; null for none.</summary>
    public static SimulatedPlace? OnDevice(IMethodDefinition method, Accelerator asked) =>
        Candidates(method, asked).FirstOrDefault(place => place.Form.IsDevice);

    /// <summary>On each accelerator that the method's rule names, best first: the device's place and the software's.</summary>
    private static IEnumerable<SimulatedPlace> Candidates(IMethodDefinition method, Accelerator asked) =>
        from rule in method.Accelerators
        where rule.Asked == asked
        from candidate in rule.Candidates
        from path in (string[])[Hardware, Software]
        let accel = candidate.Name
        let form = method.SimulatedForms.FirstOrDefault(form => form.IsFor(accel, path))
        where form is not null && form.IsDevice == (path == Hardware)
        // Software that serves every accelerator is on none of them.
        let isOnIt = form.IsDevice || form.Accelerators.Contains(accel)
        select new SimulatedPlace(isOnIt ? accel : Accelerator.None.Name, form);
}
