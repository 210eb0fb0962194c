using System.Globalization;
using System.Text;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Tests.Workloads.Content;

public sealed class DecimalTextTests
{
    /// <summary>Around every power of ten, and the largest.</summary>
    [Fact]
    public void Append_WritesWhatToStringDoes()
    {
        List<uint> numbers = [0, uint.MaxValue];
        for (uint power = 1; power > 0 && power <= 1_000_000_000; power = power == 1_000_000_000 ? 0 : power * 10)
            numbers.AddRange([power - 1, power, power + 1, (uint)(power * 4.2)]);
        byte[] to = new byte[16];
        foreach (uint number in numbers)
        {
            string expected = number.ToString(CultureInfo.InvariantCulture);
            int end = DecimalText.Append(to, 3, number);
            Assert.Equal(expected, Encoding.ASCII.GetString(to, 3, end - 3));
            Assert.Equal(expected.Length, DecimalText.Digits(number));
        }
    }
}
