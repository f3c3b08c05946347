namespace SchemaToolkit;

/// <summary>Text of at most 1 byte: numpy's <c>S1</c>.</summary>
[FixedText(1)]
public partial struct S1;

/// <summary>Text of at most 2 bytes: numpy's <c>S2</c>.</summary>
[FixedText(2)]
public partial struct S2;

/// <summary>Text of at most 3 bytes: numpy's <c>S3</c>.</summary>
[FixedText(3)]
public partial struct S3;

/// <summary>Text of at most 4 bytes: numpy's <c>S4</c>.</summary>
[FixedText(4)]
public partial struct S4;

/// <summary>Text of at most 5 bytes: numpy's <c>S5</c>.</summary>
[FixedText(5)]
public partial struct S5;

/// <summary>Text of at most 6 bytes: numpy's <c>S6</c>.</summary>
[FixedText(6)]
public partial struct S6;

/// <summary>Text of at most 7 bytes: numpy's <c>S7</c>.</summary>
[FixedText(7)]
public partial struct S7;

/// <summary>Text of at most 8 bytes: numpy's <c>S8</c>.</summary>
[FixedText(8)]
public partial struct S8;

/// <summary>Text of at most 9 bytes: numpy's <c>S9</c>.</summary>
[FixedText(9)]
public partial struct S9;

/// <summary>Text of at most 10 bytes: numpy's <c>S10</c>.</summary>
[FixedText(10)]
public partial struct S10;

/// <summary>Text of at most 11 bytes: numpy's <c>S11</c>.</summary>
[FixedText(11)]
public partial struct S11;

/// <summary>Text of at most 12 bytes: numpy's <c>S12</c>.</summary>
[FixedText(12)]
public partial struct S12;

/// <summary>Text of at most 13 bytes: numpy's <c>S13</c>.</summary>
[FixedText(13)]
public partial struct S13;

/// <summary>Text of at most 14 bytes: numpy's <c>S14</c>.</summary>
[FixedText(14)]
public partial struct S14;

/// <summary>Text of at most 15 bytes: numpy's <c>S15</c>.</summary>
[FixedText(15)]
public partial struct S15;

/// <summary>Text of at most 16 bytes: numpy's <c>S16</c>.</summary>
[FixedText(16)]
public partial struct S16;

/// <summary>Text of at most 17 bytes: numpy's <c>S17</c>.</summary>
[FixedText(17)]
public partial struct S17;

/// <summary>Text of at most 18 bytes: numpy's <c>S18</c>.</summary>
[FixedText(18)]
public partial struct S18;

/// <summary>Text of at most 19 bytes: numpy's <c>S19</c>.</summary>
[FixedText(19)]
public partial struct S19;

/// <summary>Text of at most 20 bytes: numpy's <c>S20</c>.</summary>
[FixedText(20)]
public partial struct S20;

/// <summary>Text of at most 21 bytes: numpy's <c>S21</c>.</summary>
[FixedText(21)]
public partial struct S21;

/// <summary>Text of at most 22 bytes: numpy's <c>S22</c>.</summary>
[FixedText(22)]
public partial struct S22;

/// <summary>Text of at most 23 bytes: numpy's <c>S23</c>.</summary>
[FixedText(23)]
public partial struct S23;

/// <summary>Text of at most 24 bytes: numpy's <c>S24</c>.</summary>
[FixedText(24)]
public partial struct S24;

/// <summary>Text of at most 25 bytes: numpy's <c>S25</c>.</summary>
[FixedText(25)]
public partial struct S25;

/// <summary>Text of at most 26 bytes: numpy's <c>S26</c>.</summary>
[FixedText(26)]
public partial struct S26;

/// <summary>Text of at most 27 bytes: numpy's <c>S27</c>.</summary>
[FixedText(27)]
public partial struct S27;

/// <summary>Text of at most 28 bytes: numpy's <c>S28</c>.</summary>
[FixedText(28)]
public partial struct S28;

/// <summary>Text of at most 29 bytes: numpy's <c>S29</c>.</summary>
[FixedText(29)]
public partial struct S29;

/// <summary>Text of at most 30 bytes: numpy's <c>S30</c>.</summary>
[FixedText(30)]
public partial struct S30;

/// <summary>Text of at most 31 bytes: numpy's <c>S31</c>.</summary>
[FixedText(31)]
public partial struct S31;

/// <summary>Text of at most 32 bytes: numpy's <c>S32</c>.</summary>
[FixedText(32)]
public partial struct S32;

/// <summary>Text of at most 33 bytes: numpy's <c>S33</c>.</summary>
[FixedText(33)]
public partial struct S33;

/// <summary>Text of at most 34 bytes: numpy's <c>S34</c>.</summary>
[FixedText(34)]
public partial struct S34;

/// <summary>Text of at most 35 bytes: numpy's <c>S35</c>.</summary>
[FixedText(35)]
public partial struct S35;

/// <summary>Text of at most 36 bytes: numpy's <c>S36</c>.</summary>
[FixedText(36)]
public partial struct S36;

/// <summary>Text of at most 37 bytes: numpy's <c>S37</c>.</summary>
[FixedText(37)]
public partial struct S37;

/// <summary>Text of at most 38 bytes: numpy's <c>S38</c>.</summary>
[FixedText(38)]
public partial struct S38;

/// <summary>Text of at most 39 bytes: numpy's <c>S39</c>.</summary>
[FixedText(39)]
public partial struct S39;

/// <summary>Text of at most 40 bytes: numpy's <c>S40</c>.</summary>
[FixedText(40)]
public partial struct S40;

/// <summary>Text of at most 41 bytes: numpy's <c>S41</c>.</summary>
[FixedText(41)]
public partial struct S41;

/// <summary>Text of at most 42 bytes: numpy's <c>S42</c>.</summary>
[FixedText(42)]
public partial struct S42;

/// <summary>Text of at most 43 bytes: numpy's <c>S43</c>.</summary>
[FixedText(43)]
public partial struct S43;

/// <summary>Text of at most 44 bytes: numpy's <c>S44</c>.</summary>
[FixedText(44)]
public partial struct S44;

/// <summary>Text of at most 45 bytes: numpy's <c>S45</c>.</summary>
[FixedText(45)]
public partial struct S45;

/// <summary>Text of at most 46 bytes: numpy's <c>S46</c>.</summary>
[FixedText(46)]
public partial struct S46;

/// <summary>Text of at most 47 bytes: numpy's <c>S47</c>.</summary>
[FixedText(47)]
public partial struct S47;

/// <summary>Text of at most 48 bytes: numpy's <c>S48</c>.</summary>
[FixedText(48)]
public partial struct S48;

/// <summary>Text of at most 49 bytes: numpy's <c>S49</c>.</summary>
[FixedText(49)]
public partial struct S49;

/// <summary>Text of at most 50 bytes: numpy's <c>S50</c>.</summary>
[FixedText(50)]
public partial struct S50;

/// <summary>Text of at most 51 bytes: numpy's <c>S51</c>.</summary>
[FixedText(51)]
public partial struct S51;

/// <summary>Text of at most 52 bytes: numpy's <c>S52</c>.</summary>
[FixedText(52)]
public partial struct S52;

/// <summary>Text of at most 53 bytes: numpy's <c>S53</c>.</summary>
[FixedText(53)]
public partial struct S53;

/// <summary>Text of at most 54 bytes: numpy's <c>S54</c>.</summary>
[FixedText(54)]
public partial struct S54;

/// <summary>Text of at most 55 bytes: numpy's <c>S55</c>.</summary>
[FixedText(55)]
public partial struct S55;

/// <summary>Text of at most 56 bytes: numpy's <c>S56</c>.</summary>
[FixedText(56)]
public partial struct S56;

/// <summary>Text of at most 57 bytes: numpy's <c>S57</c>.</summary>
[FixedText(57)]
public partial struct S57;

/// <summary>Text of at most 58 bytes: numpy's <c>S58</c>.</summary>
[FixedText(58)]
public partial struct S58;

/// <summary>Text of at most 59 bytes: numpy's <c>S59</c>.</summary>
[FixedText(59)]
public partial struct S59;

/// <summary>Text of at most 60 bytes: numpy's <c>S60</c>.</summary>
[FixedText(60)]
public partial struct S60;

/// <summary>Text of at most 61 bytes: numpy's <c>S61</c>.</summary>
[FixedText(61)]
public partial struct S61;

/// <summary>Text of at most 62 bytes: numpy's <c>S62</c>.</summary>
[FixedText(62)]
public partial struct S62;

/// <summary>Text of at most 63 bytes: numpy's <c>S63</c>.</summary>
[FixedText(63)]
public partial struct S63;

/// <summary>Text of at most 64 bytes: numpy's <c>S64</c>.</summary>
[FixedText(64)]
public partial struct S64;

/// <summary>Text of at most 80 bytes: numpy's <c>S80</c>.</summary>
[FixedText(80)]
public partial struct S80;

/// <summary>Text of at most 100 bytes: numpy's <c>S100</c>.</summary>
[FixedText(100)]
public partial struct S100;

/// <summary>Text of at most 128 bytes: numpy's <c>S128</c>.</summary>
[FixedText(128)]
public partial struct S128;

/// <summary>Text of at most 200 bytes: numpy's <c>S200</c>.</summary>
[FixedText(200)]
public partial struct S200;

/// <summary>Text of at most 255 bytes: numpy's <c>S255</c>.</summary>
[FixedText(255)]
public partial struct S255;

/// <summary>Text of at most 256 bytes: numpy's <c>S256</c>.</summary>
[FixedText(256)]
public partial struct S256;
