using MultifdBench.Capture.Processes;

namespace MultifdBench.Tests.Capture;

public sealed class MappingTests
{
    [Theory]
    [InlineData("55d0c0a00000-55d0c0a21000 rw-p 00000000 00:00 0                          [heap]", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-p 00000000 00:00 0 ", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:01 2051 /memfd:pc.ram (deleted)", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:01 2051 /dev/shm/guest ram", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-p 00000000 00:00 0 [anon:glibc: malloc]", true)]
    [InlineData("7ffc1b5d3000-7ffc1b5f4000 rw-p 00000000 00:00 0 [stack]", true)]
    [InlineData("7ffc1b5f8000-7ffc1b5fc000 r--p 00000000 00:00 0 [vvar]", false)]
    [InlineData("7ffc1b5fc000-7ffc1b5fe000 r-xp 00000000 00:00 0 [vdso]", false)]
    [InlineData("7f1c00000000-7f1c00021000 ---p 00000000 00:00 0 ", false)]
    [InlineData("7f1c00000000-7f1c00021000 rw-p 00000000 08:01 7 /usr/lib/libc.so.6", false)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:06 7 /dev/dri/card0", false)]
    public void Memory_IsWhatTheProcessItselfHolds(string line, bool isMemory) => Assert.Equal(isMemory, ProcessMapping.Parse(line)!.IsMemory);

    [Fact]
    public void Line_IsTakenApart()
    {
        ProcessMapping mapping = ProcessMapping.Parse("7f1c00000000-7f1c00021000 rw-s 00000000 00:01 2051 /dev/shm/guest ram")!;
        Assert.Equal((0x7f1c00000000UL, 0x7f1c00021000UL, 33L, "/dev/shm/guest ram"), (mapping.Start, mapping.End, mapping.Pages, mapping.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7f1c00000000 rw-p 0 0 0")]
    [InlineData("2000-1000 rw-p 00000000 00:00 0")]
    [InlineData("x-y rw-p 00000000 00:00 0")]
    public void OtherLines_AreNone(string line) => Assert.Null(ProcessMapping.Parse(line));
}
