"""Addresses of the pages of stickers and labels."""

from django.urls import path

from certificates.stickers.views import choosing, mine, month, pieces, printing, stock

urlpatterns = [
    path("stickers/", stock.Stock.as_view(), name="stickers"),
    path("stickers/receive/", stock.Receive.as_view(), name="stickers-receive"),
    path("stickers/issue/", stock.Issue.as_view(), name="stickers-issue"),
    path("stickers/return/", stock.Move.as_view(deed="return"), name="stickers-return"),
    path("stickers/damage/", stock.Move.as_view(deed="damage"), name="stickers-damage"),
    path("stickers/destroy/", stock.Move.as_view(deed="destroy"), name="stickers-destroy"),
    path("stickers/series/<int:series>/", stock.Series.as_view(), name="stickers-series"),
    path("stickers/mine/", mine.Mine.as_view(), name="stickers-mine"),
    path("stickers/pieces/", pieces.Pieces.as_view(), name="stickers-pieces"),
    path("stickers/month/", month.MonthPage.as_view(), name="stickers-month"),
    path("stickers/month/pieces/", month.MonthPieces.as_view(), name="stickers-month-pieces"),
    path("stickers/<int:pk>/", pieces.PiecePage.as_view(), name="sticker"),
    path("jobs/<int:pk>/stickers/", choosing.JobStickers.as_view(), name="job-stickers"),
    path("labels/", printing.Labels.as_view(), name="labels"),
    path("labels/pdf/", printing.LabelsPdf.as_view(), name="labels-pdf"),
]
