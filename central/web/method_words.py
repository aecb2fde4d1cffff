"""What ``/cach-tinh`` says of each report, in the words of its readers: how its figures are made. No figures here."""

METHODS: dict[str, tuple[str, ...]] = {
    "officer-ratings": (
        "Một lượt phục vụ được tính một đánh giá: lượt hợp lệ đầu tiên theo thời gian, với mức chọn sau cùng. Người "
        "dân có thể đổi mức trong 10 giây. Dòng gửi lại nhiều lần vẫn tính một lần.",
        "Đánh giá được tính cho cán bộ đang đăng nhập tại quầy lúc phục vụ. Ai chưa có trong danh sách cán bộ thì "
        "đứng một dòng riêng, không bỏ đi.",
        "Tỷ lệ hài lòng = số lượt ở các mức hài lòng ÷ số lượt được tính, làm tròn một lần khi in. Khoảng tin cậy "
        "95 % tính theo phương pháp Wilson: số lượt càng ít, khoảng càng rộng. Dưới 10 lượt thì in số lượt, không "
        "in tỷ lệ. Bảng theo thứ tự danh sách, không xếp hạng.",
        "Tham gia đánh giá = số lượt đánh giá ÷ số lượt đã phục vụ của cán bộ. Số lượt trả kết quả đứng cạnh, vì "
        "lượt ấy thường nhanh và dễ được đánh giá hơn.",
    ),
    "satisfaction": (
        "Cộng các đánh giá được tính của cả Trung tâm theo mức; rồi theo cơ quan, quầy, ngày, giờ, hình thức (nút "
        "bấm, màn hình, mã QR). Cơ quan của một đánh giá là cơ quan phụ trách dịch vụ của lượt ấy trong ngày đó.",
        "Tham gia đánh giá có ba mẫu số, in riêng và gọi tên riêng: trên số lượt đã phục vụ; trên số hồ sơ đã giải "
        "quyết; trên số hồ sơ nộp tại Trung tâm. Mẫu số nào chưa có số liệu thì để trống và nói rõ vì sao.",
        "Tỷ lệ từng lý do chưa hài lòng = số lượt nêu lý do ấy ÷ số lượt ở các mức chưa hài lòng. Một lượt có thể "
        "nêu nhiều lý do, nên cộng lại có thể quá 100 %.",
        "Phiếu giấy và số liệu đánh giá nạp từ tệp đứng riêng dưới bảng, không cộng với máy đánh giá.",
        "Đây không phải mức độ hài lòng theo Quyết định 766/QĐ-TTg: cách tính ấy lấy mẫu số là mọi hồ sơ, còn ở đây "
        "mẫu số là số lượt đánh giá.",
    ),
    "dissatisfaction": (
        "Với mỗi cơ quan: số lượt ở các mức chưa hài lòng, trên tổng số lượt đánh giá của cơ quan ấy, và số lượt "
        "theo từng lý do. Không ghi ngày, giờ, số thứ tự, tên cán bộ hay lời góp ý.",
        "Dưới 10 lượt chưa hài lòng thì chỉ in số lượt của từng lý do, không in tỷ lệ.",
    ),
    "throughput": (
        "Mỗi số thứ tự là một lượt, thuộc ngày lấy số. Lượt đã phục vụ: có lúc bắt đầu hoặc kết thúc tại quầy. Vắng "
        "mặt: gọi không thấy và cán bộ bấm Vắng mặt. Bỏ về, hết ngày: chưa được phục vụ khi khép ngày. Hủy số: số "
        "lấy nhầm, được hủy có ghi lý do.",
        "Thời gian chờ cộng mọi khoảng chờ của một lượt: từ lúc lấy số đến lần gọi đầu, và từ mỗi lần chuyển hoặc "
        "quay lại hàng đến lần gọi sau. Lúc ra ngoài bổ sung giấy tờ không tính là chờ. Chỉ tính các lượt đã phục "
        "vụ.",
        "Thời gian phục vụ là toàn bộ lúc ngồi tại quầy: từ lúc bắt đầu (không ghi thì từ lần gọi) đến lúc kết "
        "thúc. Lượt không ai bấm Xong, khép lại khi hết ngày, không tính thời gian phục vụ.",
        "Trung vị: một nửa số lượt không lâu hơn. “90 %”: chín phần mười số lượt không lâu hơn. Cả hai tính từ mọi "
        "lượt của kỳ, không lấy trung bình của các ngày.",
        "Thời gian làm việc chỉ đếm trong giờ mở cửa của Trung tâm, không tính giờ nghỉ trưa, ngày nghỉ.",
        "Bình quân tháng = số lượt đã phục vụ ÷ (số ngày của kỳ ÷ 30,44).",
    ),
    "presence": (
        "Lấy từ các lần đăng nhập, tạm nghỉ, rời quầy: mỗi cán bộ ở mỗi quầy có mặt bao nhiêu ngày, lần đầu, lần "
        "cuối, tạm nghỉ mấy lần, quầy mở bao nhiêu phút. Không ai ghi lúc rời quầy thì tính đến dòng cuối cùng về "
        "quầy ấy.",
        "Bảng cho biết quầy có mở hay không. Bảng không biết lịch phân công, nên không nói ai đi muộn, ai vắng.",
    ),
    "feedback": (
        "Mỗi góp ý thuộc ngày được gửi. Hạn trả lời đếm theo ngày làm việc của Trung tâm. Xong đúng hạn chia cho số "
        "góp ý đã đến hạn hoặc đã xong. Nội dung góp ý và người gửi không có trong báo cáo nào.",
    ),
    "dossiers": (
        "Số hồ sơ nạp từ bảng của hệ thống một cửa; Quầy Số không đếm hồ sơ. Số in trong bảng được giữ nguyên, tổng "
        "tính lại đứng cạnh tổng đã in. Mỗi phép cộng của mẫu bảng được thử lại; chỗ không khớp được nêu rõ phép "
        "tính.",
        "Tỷ lệ trước hạn và đúng hạn = (trước hạn + đúng hạn) ÷ đã giải quyết. Tỷ lệ quá hạn = quá hạn ÷ đã giải "
        "quyết. Tỷ lệ trực tuyến in với hai mẫu số: số tiếp nhận mới trong kỳ, và tổng số tiếp nhận kể cả kỳ trước "
        "chuyển sang.",
        "Quý, 6 tháng, năm được ghép từ các tháng khi có đủ tháng: kỳ trước chuyển sang lấy của tháng đầu; tiếp "
        "nhận mới và đã giải quyết cộng lại; đang giải quyết lấy của tháng cuối.",
    ),
    "indicators": (
        "Điểm tính được chỉ có ở chỉ tiêu mà số liệu ở đây trả lời được; nguồn ghi cạnh từng điểm. Chỉ tiêu khác để "
        "nhập tay: điểm tự chấm và điểm thẩm định nạp từ tệp. Thiếu điểm của một chỉ tiêu thì không cộng tổng, "
        "không xếp loại.",
        "Từ 15 điểm: Xuất sắc; từ 12: Tốt; từ 9: Khá; từ 6: Trung bình; dưới 6: Yếu. Bộ chỉ tiêu và ngưỡng có ngày "
        "hiệu lực; kỳ nào dùng bộ của kỳ ấy.",
    ),
    "monthly": (
        "Ghép các báo cáo của cùng một kỳ, không tính thêm con số nào. Báo cáo nào chưa có số liệu thì nêu tên. Hai "
        "bảng khác kỳ thì có lời cảnh báo.",
    ),
}
"""Report -> its paragraphs, in the order in which they are printed."""
