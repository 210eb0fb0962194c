using MultifdBench.Methods.Options;

namespace MultifdBench.Methods;

/// <summary>What is asked of a method. Immutable; nothing in it is checked before <see cref="MethodCatalog.Validate"/>.</summary>
/// <param name="Method">QEMU's <c>multifd-compression</c> value.</param>
public sealed record MethodRequest(string Method)
{
    /// <summary>The accelerator asked for; QEMU's default without the series is none.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.None;

    /// <summary>The options of the method that were given.</summary>
    public MethodOptionSet Options { get; init; } = MethodOptionSet.Empty;

    /// <summary>Pages of the guest, for methods that learn from them; null while a request is only checked.</summary>
    public IPageSample? Pages { get; init; }

    /// <summary>The value given for an option, else its default.</summary>
    public T Get<T>(MethodOption<T> option)
        where T : struct => Options.Get(option);

    /// <summary>This request with one more value.</summary>
    public MethodRequest With<T>(MethodOption<T> option, T value)
        where T : struct => this with { Options = Options.With(option, value) };
}
