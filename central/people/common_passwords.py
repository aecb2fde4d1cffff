"""Passwords that are tried first: long ones that are used everywhere, and words that people decorate with digits.

Written without Vietnamese marks and in small letters, as they are compared.
"""

COMMON = frozenset(
    """
    1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qazwsxedcrfv zaq12wsxcde3 123qweasdzxc qwer1234asdf asdf1234qwer
    qwerty12345 qwerty123456 qwerty1234567 qwertyuiop1 qwertyuiop123 asdfghjkl1 asdfghjkl123 zxcvbnm123
    a123456789 a1234567890 aa12345678 aa123456789 abc123456789 abcd123456 abcd12345678 abcde12345 abcdef123456
    abcdefg123 q123456789 z123456789 123456789a 1234567890a 123456789abc 123456789q 12345678910 0123456789a
    1234554321 1123581321 1122334455 1029384756 1478963250 147258369a 0987654321a 9876543210a 123123123a 123456abcdef
    password123456 passw0rd123 p@ssw0rd123 p@ssword123 letmein12345 welcome12345 iloveyou1234 trustno1234
    matkhau123456 khongbiet123 khongcomatkhau toiyeuvietnam yeuvietnam123 anhyeuem1234 emyeuanh1234 iloveyou3000
    quayso123456 motcua123456 hanhchinhcong congdan12345 trungtam1234 dichvucong12 changeme1234 doimatkhau12
    thaydoi12345 secret123456 superman1234 pokemon12345 football1234 liverpool123 manchester12 chelsea12345
    dragon123456 monkey123456 sunshine1234 princess1234 computer1234 internet1234 samsung12345 vinaphone123
    viettel12345 mobifone1234 hanoi1234567 saigon123456 danang123456 vietnam12345 vietnam2026 vietnam2025
    """.split()
)
"""Of ten letters or more; shorter ones are refused for their length."""

COMMON_WORDS = frozenset(
    """
    password passw0rd p@ssw0rd p@ssword matkhau matkhaumoi matkhaucu doimatkhau quayso motcua hanhchinh hanhchinhcong
    trungtam trungtamphucvu dichvucong congdan canbo congchuc quantri quantrivien administrator admin root user guest
    welcome letmein changeme secret default iloveyou anhyeuem emyeuanh yeuem yeuanh toiyeuvietnam vietnam hanoi saigon
    danang hochiminh thanhpho tinh uyban uybannhandan sotuphap qwerty qwertyuiop asdfgh zxcvbn abc abcd abcdef test
    testtest thunghiem xinchao chaoban tamthoi matkhautam login dangnhap football superman dragon monkey sunshine
    princess master samsung nokia iphone facebook google zalo viettel mobifone vinaphone vnpt
    """.split()
)
"""Words that stay guesses with digits and signs before or after them."""
