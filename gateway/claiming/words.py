"""What a box says while it claims, in both languages; a problem says what to do next."""


class ClaimProblem(Exception):
    """The box is no gateway yet: why, what to do, and whether to try again by itself.

    ``wait_s``: None where only people can help; else after how many seconds to try again.
    """

    def __init__(self, vi: str, en: str, wait_s: float | None = None) -> None:
        super().__init__(f"{vi}\n{en}")
        self.vi, self.en, self.wait_s = vi, en, wait_s


def no_claim_file(path: object) -> ClaimProblem:
    """There is nothing to claim with."""
    return ClaimProblem(
        f"Chưa có {path}. Hãy chép các tệp tải từ Thêm thiết bị vào phân vùng bootfs của thẻ nhớ.",
        f"There is no {path}. Copy the files from “Thêm thiết bị” to the card's partition bootfs.",
    )


def unreadable(path: object, why: object) -> ClaimProblem:
    """The claim file was edited, cut off or is another's."""
    return ClaimProblem(
        f"Tệp {path} không đọc được, có thể đã bị sửa: hãy tải lại tệp của máy này.\n{why}",
        f"{path} cannot be read, it may have been edited: download this box's file again.",
    )


def no_code() -> ClaimProblem:
    """A spare box that waits for somebody to type a code."""
    return ClaimProblem(
        "Máy chưa có mã. Hãy gõ mã nhận máy (Thêm thiết bị) vào trang của máy này.",
        "This box has no code yet. Type one (from “Thêm thiết bị”) on this box's page.",
    )


def disk_full(folder: object) -> ClaimProblem:
    """Nothing was asked or written for good."""
    return ClaimProblem(
        f"Thẻ nhớ đã đầy hoặc không ghi được ({folder}). Chưa có gì bị ghi dở; hãy dọn chỗ, máy tự thử lại.",
        f"The card is full or cannot be written ({folder}). Nothing is half done; make room, it tries again by itself.",
        60.0,
    )


def no_way(url: str, why: object) -> ClaimProblem:
    """Central cannot be reached now."""
    return ClaimProblem(
        f"Chưa tới được máy chủ {url}: {why}. Kiểm tra dây mạng; máy tự thử lại.",
        f"Central cannot be reached at {url}: {why}. Check the cable; it tries again by itself.",
        15.0,
    )


def not_our_central(url: str, why: object) -> ClaimProblem:
    """Somebody else answers, or a certificate that this box was not told to trust."""
    return ClaimProblem(
        f"Máy chủ {url} không đưa đúng chứng chỉ ({why}): sai địa chỉ, tệp của tỉnh khác, hoặc có kẻ giả mạo."
        " Chưa gửi mã. Hãy tải lại tệp của máy này.",
        f"{url} does not show the right certificate: a wrong address, another province's file, or an impostor."
        " The code was not sent. Download this box's file again.",
        300.0,
    )


def bad_answer(why: object) -> ClaimProblem:
    """Central answered with something that this version cannot use."""
    return ClaimProblem(
        f"Máy chủ trả lời không đúng ({why}). Hãy nâng cấp phần mềm trên máy này.",
        f"Central's answer cannot be used ({why}). Upgrade this box.",
        300.0,
    )


def no_openssl(why: object) -> ClaimProblem:
    """The openssl program is missing or failed."""
    return ClaimProblem(f"Không tạo được khóa: {why}. Hãy cài openssl.", f"No key can be made: {why}. Install openssl.")


def mistyped() -> ClaimProblem:
    """A slip of the finger, noticed before anybody was asked."""
    return ClaimProblem(
        "Mã gõ chưa đúng: gồm 28 chữ và số, bảy nhóm bốn. Hãy gõ lại.",
        "The code is mistyped: 28 letters and digits in seven groups of four. Type it again.",
    )


def is_gateway_already(path: object) -> ClaimProblem:
    """A new claim on a card that is somebody already."""
    return ClaimProblem(
        f"Thẻ nhớ này đã là một máy đang dùng ({path}). Muốn làm máy khác, hãy ghi lại thẻ từ đầu.",
        f"This card is a gateway already ({path}). To make it another one, write the card anew.",
    )
